"""Debian's Prometheus beside the running suite: it reads everything each second, its alerts need not last to fire, and what
has happened is forgotten in half a minute.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from local_stack.broker import Broker
from local_stack.demo.shop import Shop
from local_stack.demo.stockroom import LINES, Stockroom
from local_stack.demo.story import Story
from local_stack.demo.tenant import TENANT_UID, DemoTenant
from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.installation import Installation
from local_stack.json_http import call, status_of
from local_stack.ports import HOST, free_port
from local_stack.processes import ChildProcess, system_environment
from local_stack.scene import Scene, awaited, play
from local_stack.service import Service
from local_stack.web_console import WebConsole, web_console
from rigs.browser.crawl import Crawler

Sample = dict[str, Any]
Ask = Callable[[str], Sequence[Sample]]
Firing = Callable[[], Sequence[Mapping[str, str]]]

MONITORING = Path(__file__).parents[3] / "deploy" / "monitoring"
RULES = MONITORING / "rules" / "flow-omnium.rules.yml"
VARIABLES = {"$__rate_interval": "1m", "$tenant": TENANT_UID, "$service": ".*", "$namespace": ".*"}
SELECTOR = re.compile(r"\b(?:flow_omnium_\w+|rabbitmq_\w+|up)\b(?:\{[^}]*\})?")
IN_A_HURRY = (
    (re.compile(r"^(\s+for:) \w+$", re.MULTILINE), r"\1 0s"),
    (re.compile(r"\[\d+m\]"), "[30s]"),
    (re.compile(r"offset \d+m"), "offset 30s"),
    (re.compile(r"time\(\) - (?:600|900)$", re.MULTILINE), "time() - 30"),
)
READY_SECONDS = 90
EXPORT_SECONDS = 60
QUICK = {
    "MONGODB_DATABASE": "e2e_monitoring",
    "RETRY_UNIT_SECONDS": "0.1",
    "RELAY_INTERVAL_SECONDS": "1",
    "RELAY_GRACE_SECONDS": "5",
}
FAULTS = (
    ("omnium", {"route": "/api/Orders/*", "kind": "status", "status": 503, "count": 2}),
    ("omnium", {"route": "/api/Orders/*", "kind": "status", "status": 429, "headers": {"Retry-After": "1"}}),
    ("flow", {"method": "POST", "route": "*/orders", "kind": "status", "status": 503}),
)
START_PLUGIN = """
code:add_pathsa(filelib:wildcard("{plugins}/*/ebin")),
application:load(rabbitmq_prometheus),
application:set_env(rabbitmq_prometheus, tcp_config, [{{ip, "{host}"}}, {{port, {port}}}]),
rabbit:start_apps([rabbitmq_prometheus]).
"""
"""The private node has no plugins on its path, since it starts in half the time without: this one is given afterwards."""


@pytest.fixture(scope="session")
def rules() -> Sequence[Mapping[str, Any]]:
    """Every alert, as it is committed."""
    groups = yaml.safe_load(RULES.read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


@pytest.fixture(scope="session")
def selectors(rules: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    """Whatever an alert looks at, by itself."""
    return {selector: selector for rule in rules for selector in SELECTOR.findall(rule["expr"])}


@pytest.fixture(scope="session")
def panels() -> Mapping[str, str]:
    """What the dashboards ask, by page, panel and letter, with a value for each variable."""
    files = sorted((MONITORING / "dashboards").glob("*.json"))
    found = [(file.stem, panel) for file in files for panel in json.loads(file.read_text())["panels"]]
    return {
        f"{page}: {panel['title']} {target['refId']}": with_values(target["expr"])
        for page, panel in found
        for target in panel.get("targets", [])
    }


def with_values(expr: str) -> str:
    """The expression without variables."""
    for variable, value in VARIABLES.items():
        expr = expr.replace(variable, value)
    return expr


@pytest.fixture(scope="module")
def own_infrastructure() -> Iterator[Infrastructure]:
    """Broker and database of these tests' own, whatever the environment names: messages are parked in it."""
    with Infrastructure("monitoring", environ={}) as started:
        yield started


@pytest.fixture(scope="module")
def broker_metrics(own_infrastructure: Infrastructure) -> str:
    """Where RabbitMQ's own plugin serves its metrics: host and port."""
    broker = own_infrastructure.broker
    assert isinstance(broker, Broker)
    plugins, port = Installation().server.resolve().parent.parent / "plugins", free_port()
    broker.control("eval", START_PLUGIN.format(plugins=plugins, host=HOST, port=port))
    return f"{HOST}:{port}"


@pytest.fixture(scope="module")
def scene(own_infrastructure: Infrastructure) -> Iterator[Scene]:
    """The suite and the simulators, before anything has happened."""
    with play(own_infrastructure, QUICK, DemoTenant(exports_catalogue=True)) as running:
        running.tenant.subscribe_to_shop(running.simulators, running.suite)
        yield running


@pytest.fixture(scope="module")
def console(scene: Scene) -> Iterator[WebConsole]:
    """The web console of the suite."""
    made = web_console(scene.suite)
    with made.service:
        yield made


@pytest.fixture(scope="module")
def prometheus(
    scene: Scene,
    console: WebConsole,
    own_infrastructure: Infrastructure,
    broker_metrics: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Prometheus' address, once it has read every target."""
    folder, address = tmp_path_factory.mktemp("prometheus"), f"{HOST}:{free_port()}"
    (folder / "rules.yml").write_text(hurried(RULES.read_text()))
    (folder / "prometheus.yml").write_text(
        yaml.safe_dump(configuration([*scene.suite.services, console.service], broker_metrics))
    )
    process = ChildProcess("prometheus", own_infrastructure.run)
    options = {"config.file": "prometheus.yml", "storage.tsdb.path": "data", "web.listen-address": address}
    process.start(
        ["prometheus", *(f"--{name}={value}" for name, value in options.items())],
        system_environment(),
        folder,
    )
    process.wait_until(lambda: status_of(f"http://{address}/-/ready") == 200, READY_SECONDS)
    process.wait_until(lambda: all_are_read(f"http://{address}"), READY_SECONDS)
    yield f"http://{address}"
    process.stop()


def hurried(rules: str) -> str:
    """The rules with windows of this day's length."""
    for pattern, replacement in IN_A_HURRY:
        rules = pattern.sub(replacement, rules)
    return rules


def configuration(services: Sequence[Service], broker_metrics: str) -> Mapping[str, Any]:
    """What deploy/monitoring/prometheus.yml says, for addresses of this run and in a hurry."""
    jobs: list[Mapping[str, Any]] = [
        {
            "job_name": service.name,
            "static_configs": [{"targets": [service.base_url.removeprefix("http://")]}],
        }
        for service in services
    ]
    broker = {"static_configs": [{"targets": [broker_metrics], "labels": {"job": "rabbitmq"}}]}
    queues = {"family": ["queue_coarse_metrics", "queue_consumer_count"]}
    jobs += [
        {"job_name": "rabbitmq", **broker},
        {"job_name": "rabbitmq-queues", "metrics_path": "/metrics/detailed", "params": queues, **broker},
    ]
    hurry = {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
    return {"global": hurry, "rule_files": ["rules.yml"], "scrape_configs": jobs}


def all_are_read(prometheus: str) -> bool:
    """Whether every target has been read without an error."""
    targets = call("GET", f"{prometheus}/api/v1/targets?state=active")["data"]["activeTargets"]
    return {target["health"] for target in targets} == {"up"}


@pytest.fixture(scope="module")
def ask(prometheus: str) -> Ask:
    """Answers an instant query."""

    def answer(expr: str) -> Sequence[Sample]:
        found = call("GET", f"{prometheus}/api/v1/query?query={quote(expr)}")
        result: Sequence[Sample] = found["data"]["result"]
        return result

    return answer


@pytest.fixture(scope="module")
def firing(prometheus: str) -> Firing:
    """Gives the labels of every alert that fires."""

    def fire() -> Sequence[Mapping[str, str]]:
        alerts = call("GET", f"{prometheus}/api/v1/alerts")["data"]["alerts"]
        return [alert["labels"] for alert in alerts if alert["state"] == "firing"]

    return fire


@pytest.fixture(scope="module")
def day(scene: Scene, console: WebConsole, prometheus: str) -> Scene:
    """The demo's day, on which both systems fail now and then and somebody guesses a secret."""
    assert prometheus
    for system, fault in FAULTS:
        getattr(scene.simulators, system)("POST", "/_sim/faults", fault)
    for sku in dict(LINES.values()):  # or the rows of the day's purchase order are set aside
        known = f"/_sim/tenants/{TENANT_UID}/catalogue/products/{sku}"
        scene.simulators.flow("PUT", known, {"name": sku})
    events = f"{scene.suite.gateway.base_url}/v1/tenants/{TENANT_UID}/flow/events"
    with suppress(StackError):
        call("POST", events, {}, {"Authorization": "Bearer guessed"})
    story = Story(scene.tenant, scene.simulators)
    story.await_arrivals(story.place_orders())
    Shop(scene.simulators).tell()
    Stockroom(scene.simulators).tell()
    visitor = Crawler(console.url, console.password)
    visitor.ask("GET", "/")
    export_twice(scene)
    visitor.ask("GET", "/")  # of a series that only began no rate is known
    return scene


def export_twice(scene: Scene) -> None:
    """Let a task run by itself, then because somebody asks: of a series that only began no rate is known."""
    awaited("the first run of products is over", lambda: products_are_done(scene), EXPORT_SECONDS)
    scene.suite.cli_checked("tasks", "run", "FlowProductScheduledTask", "--tenant", TENANT_UID, "--full")


def products_are_done(scene: Scene) -> bool:
    """Whether the task that waits for all others has run."""
    tasks = json.loads(scene.suite.cli_checked("tasks", "list", "--tenant", TENANT_UID, "--json"))
    return any(one["task"] == "FlowProductScheduledTask" and one["fullAt"] for one in tasks)
