"""The whole demo with known secrets, at debug level, on a bad day: then every output is searched for them.

The APIs and the senders are made to say the secrets back to us, since that is how they would get into an error's text.
"""

import base64
import json
import re
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from pymongo import MongoClient

from admin_console.web.routes import ROUTES
from local_stack.demo.story import EXPECTED_STATES, Story, document_of
from local_stack.demo.tenant import TENANT_UID
from local_stack.infrastructure import Infrastructure
from local_stack.scene import Scene, play
from local_stack.suite import ENCRYPTION_KEYS
from local_stack.web_console import web_console
from rigs.browser.crawl import Crawler
from rigs.browser.samples import NO_PAGES

DATABASE = f"e2e_{uuid.uuid4().hex[:12]}"
SETTINGS = {
    "MONGODB_DATABASE": DATABASE,
    "RETRY_UNIT_SECONDS": "0.01",
    "RELAY_INTERVAL_SECONDS": "1",
    "RELAY_GRACE_SECONDS": "5",
    "LOG_LEVEL": "DEBUG",
}
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("tenants", "list", "--json"),
    ("tenants", "show", TENANT_UID),
    ("tenants", "show", TENANT_UID, "--json"),
    ("tenants", "history", TENANT_UID, "--json"),
    ("tenants", "check", TENANT_UID),
    ("tenants", "check", TENANT_UID, "--json"),
    ("tokens", "list", "--json"),
    ("tokens", "show", TENANT_UID),
    ("jobs", "list", "--all-states", "--json"),
    ("status",),
    ("status", "--json"),
    ("jobs", "summary", "--json"),
    ("jobs", "export", "--all-states"),
    ("jobs", "acts"),
    ("acts", "list", "--json"),
    ("acts", "show", "1"),
    ("parked", "show", "1"),
    ("audit", "list", "--json"),
    ("audit", "verify"),
    ("parked", "list"),
    ("secrets", "rotate"),
)
BUNDLE = "diagnostics: "
BROWSER = "in a browser: "
PEOPLE_OF_PAGES = ("customerName", "customerEmail", "customerPhone")
ONLY_ON_OTHER_DAYS = {
    *("/parked/{queue}/{number}", "/problems/{cause}", "/customers-affected"),
    *("/reconciliation/{run}", "/tenants/{tenant}/webhooks/remove", "/tenants/{tenant}/activate"),
}
"""Pages about what there was none of: no message was parked, and so on."""

PATHS = ("/metrics", "/readyz", "/healthz", "/openapi.json")
OMNIUM_SECRET = "Omnium's client secret"
OMNIUM_TOKEN = "Omnium's token"
FLOW_TOKEN = "Flow's token"
WEBHOOK_SECRET = "the webhook secret"
STATUSES = (400, 401, 403, 500)
KINDS = ("html", "reset", "reset_mid_body")


@dataclass(frozen=True)
class BadDay:
    """What was secret, and everything that was said."""

    secrets: Mapping[str, str]
    outputs: Mapping[str, str]


@pytest.fixture(scope="module")
def bad_day(infrastructure: Infrastructure, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BadDay]:
    """Live through it."""
    with play(infrastructure, SETTINGS) as scene:
        secrets = secrets_of(scene)
        answers = live(scene, secrets)
        outputs = {
            **answers,
            **answers_of_services(scene),
            **said_by_console(scene),
            **shown_in_a_browser(scene),
        }
        outputs |= given_to_support(scene, tmp_path_factory.mktemp("support") / "bundle.zip")
        outputs["database"] = dump(infrastructure)
        scene.suite.stop()
        outputs |= {service.name: service.log.read_text() for service in scene.suite.services}
        yield BadDay(secrets, outputs)


def secrets_of(scene: Scene) -> dict[str, str]:
    tenant, environment = scene.tenant, scene.suite.environment
    named = {
        OMNIUM_SECRET: tenant.omnium_secret,
        FLOW_TOKEN: tenant.flow_token,
        WEBHOOK_SECRET: tenant.webhook_secret,
        "the internal key": environment["INTERNAL_API_KEY"],
        **{name: environment[name] for name in ENCRYPTION_KEYS},
        OMNIUM_TOKEN: token_of(scene),
    }
    return {name: secret for name, secret in named.items() if len(secret) > 8}


def token_of(scene: Scene) -> str:
    key = scene.suite.environment["INTERNAL_API_KEY"]
    url = f"{scene.suite.token_manager.base_url}/v1/tenants/{TENANT_UID}/token"
    return str(json.loads(said("GET", url, {"Authorization": f"Bearer {key}"}))["accessToken"])


def live(scene: Scene, secrets: Mapping[str, str]) -> dict[str, str]:
    """Orders arrive although everything goes wrong first."""
    scene.suite.order_sync.stop()
    story = Story(scene.tenant, scene.simulators)
    placed = story.place_orders()
    scene.simulators.omnium("POST", "/_sim/tokens/revoke")
    order_faults(scene, secrets)
    scene.suite.order_sync.start()
    answers = knocks(scene, secrets)
    story.await_arrivals(placed)
    return answers


def order_faults(scene: Scene, secrets: Mapping[str, str]) -> None:
    """Each API fails in every way, and quotes what it was sent when it does."""
    sent_to_omnium = [secrets[name] for name in (OMNIUM_SECRET, OMNIUM_TOKEN, WEBHOOK_SECRET)]
    fail(scene.simulators.omnium, "/api/Orders/*", " ".join(sent_to_omnium), (*STATUSES, *KINDS))
    # Few, since Omnium is left alone for longer after each.
    fail(scene.simulators.omnium, "/api/Token", " ".join(sent_to_omnium), (500, 401, "html"))
    fail(scene.simulators.flow, "*", secrets[FLOW_TOKEN], (*STATUSES, *KINDS))


def fail(api: Callable[..., Any], route: str, echoed: str, ways: Iterable[int | str]) -> None:
    body = json.dumps({"message": echoed})
    for way in ways:
        fault = {"kind": "status", "status": way, "body": body} if isinstance(way, int) else {"kind": way}
        api("POST", "/_sim/faults", {"route": route, **fault})


def knocks(scene: Scene, secrets: Mapping[str, str]) -> dict[str, str]:
    """Senders get it wrong: secrets in the path, the query, the body, under a wrong scheme."""
    gateway, manager = scene.suite.gateway.base_url, scene.suite.token_manager.base_url
    events = f"{gateway}/v1/tenants/{TENANT_UID}/omnium/events"
    answers: dict[str, str] = {}
    for name, secret in secrets.items():
        echo = json.dumps({"className": "Order", "category": "Created", "objectId": {"secret": secret}})
        right = {"Authorization": f"Bearer {scene.tenant.webhook_secret}"}
        answers |= {
            f"gateway: {name} as a wrong secret": said(
                "POST", events, {"Authorization": f"Bearer {secret}x"}
            ),
            f"gateway: {name} in the body": said("POST", events, right, echo),
            f"gateway: {name} in the query": said("POST", f"{events}?secret={quote(secret)}", {}),
            f"gateway: {name} in the path": said(
                "POST", f"{gateway}/v1/tenants/{quote(secret, safe='')}/flow/events", {}
            ),
            f"token-manager: {name} as a key": said(
                "GET", f"{manager}/v1/tenants/demo/token", {"Authorization": secret}
            ),
            f"token-manager: {name} in the path": said(
                "GET", f"{manager}/v1/tenants/{quote(secret, safe='')}/token", {}
            ),
        }
    return answers


def said(method: str, url: str, headers: Mapping[str, str], body: str | None = None) -> str:
    """The status line, the headers and the body of an answer."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", body, dict(headers))
        response = connection.getresponse()
        text = response.read().decode()
    finally:
        connection.close()
    return (
        text
        if response.status == 200 and "token" in parts.path
        else f"{response.status} {response.headers} {text}"
    )


def answers_of_services(scene: Scene) -> dict[str, str]:
    return {
        f"{service.name}{path}": said("GET", f"{service.base_url}{path}", {})
        for service in scene.suite.services
        for path in PATHS
    }


def said_by_console(scene: Scene) -> dict[str, str]:
    said_: dict[str, str] = {}
    for command in COMMANDS:
        done = scene.suite.cli(*command)
        assert done.returncode in (0, 1), done.stderr
        said_[f"flow-omnium {' '.join(command)}"] = done.stdout + done.stderr
    for job in json.loads(said_["flow-omnium jobs list --all-states --json"]):
        said_[f"job {job['jobId']}"] = scene.suite.cli_checked("jobs", "show", job["jobId"], "--verbose")
        said_[f"record {job['key']}"] = scene.suite.cli_checked("find", job["key"], "--tenant", TENANT_UID)
    return said_


def shown_in_a_browser(scene: Scene) -> dict[str, str]:
    """Every page of the web console that its links lead to, for who may see everything; and its log."""
    console = web_console(scene.suite)
    with console.service:
        pages = {f"{BROWSER}{path}": text for path, text in Crawler(console.url, console.password).pages()}
    return {**pages, "web-console": console.service.log.read_text()}


def given_to_support(scene: Scene, file: Path) -> dict[str, str]:
    """Every part of the bundle for support: none is missing, or nothing could be found in it."""
    urls = ",".join(f"{one.name}={one.base_url}/metrics" for one in scene.suite.services)
    bundle = ("diagnostics", "--tenant", TENANT_UID, "--output", str(file), "--json")
    told = json.loads(scene.suite.cli_checked(*bundle, env={"METRICS_URLS": urls}))
    assert [part["name"] for part in told["parts"] if part["fault"]] == []
    with zipfile.ZipFile(file) as archive:
        return {f"{BUNDLE}{name}": archive.read(name).decode() for name in archive.namelist()}


def persons() -> set[str]:
    """What the orders of the day tell of their customers: names, ways to reach them, where they live, and ids."""
    orders = [document_of(name) for name in EXPECTED_STATES]
    told = [value for order in orders for name, value in order.items() if name.startswith("customer")]
    lived = [value for order in orders for name, value in order["billingAddress"].items() if name != "city"]
    ids = [order["id"] for order in orders]
    # A city is in the name of a time zone as well, and a short word, such as a country's code, in anything.
    return {str(value) for value in (*told, *lived, *ids) if len(str(value)) > 3}


def is_told(value: str, text: str) -> bool:
    """Whether a text has the value; a postal code is none inside a longer number, such as a count of seconds."""
    if not value.isdigit():
        return value in text
    return re.search(rf"(?<![\d.]){value}(?!\d)", text) is not None


def test_no_page_of_the_web_console_names_a_customer(bad_day: BadDay) -> None:
    pages = {
        where.removeprefix(BROWSER): text
        for where, text in bad_day.outputs.items()
        if where.startswith(BROWSER)
    }
    assert [path for path, text in pages.items() if text.startswith("5")] == []
    named = {
        order[field]
        for order in map(document_of, EXPECTED_STATES)
        for field in PEOPLE_OF_PAGES
        if field in order
    }
    assert len(named) >= 2
    assert [(path, one) for path, text in pages.items() for one in named if one in text] == []


def test_no_page_of_the_web_console_is_left_out(bad_day: BadDay) -> None:
    opened = [
        where.removeprefix(BROWSER).partition("?")[0]
        for where in bad_day.outputs
        if where.startswith(BROWSER)
    ]
    patterns = {
        route.path: re.compile(re.sub(r"{\w+}", "[^/]+", route.path))
        for route in ROUTES
        if route.method == "GET" and route.path not in NO_PAGES
    }
    unseen = {path for path, pattern in patterns.items() if not any(map(pattern.fullmatch, opened))}
    assert unseen <= ONLY_ON_OTHER_DAYS


def dump(infrastructure: Infrastructure) -> str:
    with MongoClient[dict[str, Any]](infrastructure.mongodb_url) as client:
        database = client[DATABASE]
        return "\n".join(
            repr(document)
            for name in database.list_collection_names()
            for document in database[name].find({})
        )


def forms(secret: str) -> set[str]:
    """How a secret may be written: as it is, in a URL, in a Basic header."""
    return {
        secret,
        quote(secret, safe=""),
        base64.b64encode(secret.encode()).decode().rstrip("="),
        base64.b64encode(f":{secret}".encode()).decode().rstrip("="),
    }


def found(day: BadDay) -> list[tuple[str, str]]:
    return [
        (where, name)
        for where, text in day.outputs.items()
        for name, secret in day.secrets.items()
        if any(form in text for form in forms(secret))
    ]


def test_no_secret_stands_in_any_output(bad_day: BadDay) -> None:
    assert len(bad_day.secrets) == 8
    assert found(bad_day) == []


def test_support_learns_of_no_person(bad_day: BadDay) -> None:
    bundle = {where: text for where, text in bad_day.outputs.items() if where.startswith(BUNDLE)}
    assert json.loads(bundle[f"{BUNDLE}jobs.json"])["counts"]
    assert len(persons()) >= 10
    assert [(where, one) for where, text in bundle.items() for one in persons() if is_told(one, text)] == []
    assert [one for one in persons() if one in bad_day.outputs["database"]], "there was something to find"


def test_the_day_was_bad_enough(bad_day: BadDay) -> None:
    """A search that finds nothing proves little unless there was something to say."""
    everything = "\n".join(bad_day.outputs.values())
    ways = (
        "HTTP 401",
        "HTTP 500",
        "no answer in time|the answer broke off|the connection broke",
        "token minted",
        "401 ",
    )
    assert [way for way in ways if not any(part in everything for part in way.split("|"))] == []
    assert [where for where, text in bad_day.outputs.items() if not text] == []


@pytest.mark.parametrize("place", ["database", "webhook-gateway", "order-sync"])
def test_the_search_itself_finds_what_is_there(bad_day: BadDay, place: str) -> None:
    name, secret = next(iter(bad_day.secrets.items()))
    leaky = BadDay(bad_day.secrets, {**bad_day.outputs, place: f"…{quote(secret, safe='')}…"})

    assert found(leaky) == [(place, name)]
