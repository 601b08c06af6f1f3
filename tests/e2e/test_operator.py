"""What operators have to do, each in at most two commands, and each as what they have at hand: a number, a shop, a person's name.

The rows are those that were measured with a stopwatch when this was not so. What a command says is to be typed next is typed as
it is printed. Commands are counted, and those of a test that takes a third one fail it.
"""

import csv
import io
import json
import re
import shlex
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from local_stack.demo.furnishing import set_up_flow
from local_stack.demo.story import document_of
from local_stack.demo.tenant import TENANT_FILE, TENANT_UID
from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.json_http import call
from local_stack.liveness import wait_until
from local_stack.scene import Scene, awaited, play

MOST_STEPS: Final = 2
CREATED: Final = {"method": "POST", "route": "/v2/tenants/*/orders"}
PERSONAL: Final = ("Kari", "Nordmann", "kari@", "+4790000001", "Storgata")
ANSWER: Final = json.dumps({"message": "handlingUid: 'typo-handling' is not a handling of the tenant"})


@dataclass
class Operator:
    """Somebody at a terminal: each command is a step."""

    scene: Scene
    typed: list[str] = field(default_factory=list)
    seen: str = ""
    """What the latest command said, hints and warnings included."""

    def __call__(self, *words: str, env: dict[str, str] | None = None, may_end_with: int = 0) -> str:
        """Type a command; its result. One that ends otherwise fails the test."""
        self.typed.append(shlex.join(words))
        done = self.scene.suite.cli(*words, env=env)
        self.seen = done.stdout + done.stderr
        assert done.returncode in (0, may_end_with), self.seen
        return done.stdout

    def types_what_was_told(self, command: str) -> str:
        """Type the command beginning so that the latest answer has named."""
        told = re.findall(rf"flow-omnium ({command}[^`\n]*)", self.seen)
        assert told, f"no {command} in: {self.seen}"
        return self(*shlex.split(told[0]))


@pytest.fixture(scope="module")
def night(infrastructure: Infrastructure) -> Iterator[Scene]:
    """The suite as in production: what fails is tried again after two minutes, so that somebody can look at it."""
    settings = {
        "MONGODB_DATABASE": f"e2e_{uuid.uuid4().hex[:12]}",
        "RETRY_UNIT_SECONDS": "60",
        "RELAY_INTERVAL_SECONDS": "1",
        "RELAY_GRACE_SECONDS": "5",
    }
    with play(infrastructure, settings) as scene:
        yield scene


@pytest.fixture
def operator(night: Scene) -> Iterator[Operator]:
    one = Operator(night)
    yield one
    assert 1 <= len(one.typed) <= MOST_STEPS, one.typed


Stuck = Callable[[str], str]


@pytest.fixture
def stuck(night: Scene) -> Stuck:
    """Let an order of that number fail in the shop; its id in Omnium, which nobody says on the telephone."""

    def place(number: str) -> str:
        night.simulators.flow(
            "POST", "/_sim/faults", {**CREATED, "kind": "status", "status": 400, "body": ANSWER}
        )
        order = order_of(number)
        night.place(order)
        awaited(f"order {number} waits", lambda: is_in(night, order["id"], "waiting"))
        return str(order["id"])

    return place


def order_of(number: str) -> dict[str, Any]:
    return {**document_of("click-and-collect"), "id": f"om-{uuid.uuid4().hex[:12]}", "orderNumber": number}


def is_in(scene: Scene, key: str, state: str) -> bool:
    """Whether the inbound job of an order is in that state."""
    return any(job["state"] == state for job in scene.jobs(key) if job["kind"] == "inbound-order")


def in_shop(scene: Scene, key: str) -> bool:
    awaited(f"{key} is done", lambda: is_in(scene, key, "done"))
    return bool(scene.order_in_shop(key) or scene.writes_to_flow(key))


def test_what_is_wrong_is_the_first_line_of_the_first_screen(operator: Operator, stuck: Stuck) -> None:
    stuck("1201")
    first = operator("status").splitlines()[0]
    assert TENANT_UID in first or "fail" in first.lower()


def test_an_order_that_never_arrived_is_found_by_the_number_that_the_shop_says(
    operator: Operator, stuck: Stuck
) -> None:
    order_id = stuck("1234")
    told = operator("find", "1234")
    assert order_id in told
    assert "Waiting" in told
    assert "answered 400" in told
    assert "jobs retry" in told
    assert not [one for one in PERSONAL if one in told]


def test_and_by_its_id_in_capitals(operator: Operator, stuck: Stuck) -> None:
    order_id = stuck("1202")
    assert "1202" in operator("find", order_id.upper())


def test_why_it_waits_when_it_is_tried_again_and_what_a_run_would_write_is_one_answer(
    operator: Operator, stuck: Stuck
) -> None:
    order_id = stuck("1203")
    told = operator("find", "1203", "--tenant", TENANT_UID)
    assert "Failed" in told
    assert re.search(r"[Nn]ext", told)
    assert f"inbound-order {order_id} would write" in told


def test_a_job_is_retried_as_the_answer_says_and_seen_done(
    operator: Operator, stuck: Stuck, night: Scene
) -> None:
    order_id = stuck("1204")
    operator("find", "1204")
    operator.types_what_was_told("jobs retry")
    assert in_shop(night, order_id)


def test_many_are_retried_by_their_cause_and_followed_to_the_end(
    operator: Operator, stuck: Stuck, night: Scene
) -> None:
    orders = [stuck(f"13{number:02}") for number in range(3)]
    operator("jobs", "retry", "--tenant", TENANT_UID, "--http-status", "400", "--yes", "100")
    assert operator.types_what_was_told("jobs watch")
    assert all(in_shop(night, order_id) for order_id in orders)


def test_failures_are_counted_by_their_cause_with_what_retries_them(operator: Operator, stuck: Stuck) -> None:
    for number in ("1401", "1402"):
        stuck(number)
    told = operator("jobs", "summary", "--json")
    (group,) = [
        one for one in json.loads(told) if "typo-handling" in json.dumps(one) or "400" in json.dumps(one)
    ]
    assert group["jobs"] >= 2
    operator("jobs", "summary")
    assert "jobs retry" in operator.seen


def test_a_store_is_paused_and_gets_no_order_until_it_is_resumed(operator: Operator, night: Scene) -> None:
    operator("jobs", "pause", "--tenant", TENANT_UID, "--store", "oslo", "--reason", "stocktaking")
    numbers = iter(range(1501, 1601))

    def held() -> dict[str, Any] | None:
        """Workers look every two seconds which pauses there are: the first order may slip through."""
        order = order_of(str(next(numbers)))
        night.place(order)
        return order if wait_until(lambda: is_in(night, order["id"], "held"), 3) else None

    order = awaited("an order is held", held)
    assert night.writes_to_flow(order["id"]) == []
    operator("jobs", "resume", "--tenant", TENANT_UID, "--store", "oslo")
    assert in_shop(night, order["id"])


def test_who_did_what_to_jobs_and_to_settings_is_one_list(
    operator: Operator, night: Scene, stuck: Stuck
) -> None:
    order_id = stuck("1601")
    (job,) = [one for one in night.jobs(order_id) if one["kind"] == "inbound-order"]
    night.suite.cli_checked("jobs", "retry", job["_id"], "--by", "anna")
    acts = json.loads(operator("acts", "list", "--tenant", TENANT_UID, "--json"))
    assert {"retry", "apply"} <= {one["act"] for one in acts}
    assert "anna" in json.dumps(acts)


def test_the_orders_of_an_outage_are_a_file_for_whoever_calls_the_customers(
    operator: Operator, stuck: Stuck
) -> None:
    order_id = stuck("1701")
    told = operator("jobs", "export", "--csv", "--tenant", TENANT_UID, "--state", "waiting")
    (row,) = [row for row in csv.DictReader(io.StringIO(told)) if order_id in row.values()]
    assert "1701" in " ".join(row.values())
    assert not [one for one in PERSONAL if one in told]


def test_support_gets_one_file(operator: Operator, stuck: Stuck, tmp_path: Path) -> None:
    stuck("1801")
    file = tmp_path / "bundle.zip"
    operator("diagnostics", "--tenant", TENANT_UID, "--output", str(file))
    assert file.stat().st_size > 1_000


def test_a_new_tenant_is_a_file_that_is_applied_and_checked_before_it_works(
    operator: Operator, night: Scene, tmp_path: Path
) -> None:
    night.simulators.flow("POST", "/_sim/tenants", {**night.tenant.in_flow, "tenantUid": "newcomer"})
    set_up_flow(night.simulators, "newcomer")
    file = tmp_path / "newcomer.yaml"
    file.write_text(
        TENANT_FILE.read_text()
        .replace("tenantUid: demo", "tenantUid: newcomer")
        .replace("active: true", "active: false")
    )
    operator("tenants", "apply", str(file), "--yes", env=night.tenant.variables)
    told = json.loads(operator("tenants", "check", "newcomer", "--json", may_end_with=1))
    faults = [one["what"] for one in told["findings"] if one["verdict"] != "ok"]
    assert faults == ["the tenant is active"]


def test_a_webhook_secret_is_rotated_by_two_applies_and_no_event_is_lost(
    operator: Operator, night: Scene, tmp_path: Path
) -> None:
    old, new = night.tenant.webhook_secret, "the-new-webhook-secret-of-demo"
    both, alone = tmp_path / "both.yaml", tmp_path / "alone.yaml"
    text = TENANT_FILE.read_text()
    listed = 'webhookSecrets: ["${DEMO_WEBHOOK_SECRET}"]'
    both.write_text(text.replace(listed, f'webhookSecrets: ["{new}", "${{DEMO_WEBHOOK_SECRET}}"]'))
    alone.write_text(text.replace(listed, f'webhookSecrets: ["{new}"]'))

    operator("tenants", "apply", str(both), "--yes", env=night.tenant.variables)
    awaited("the new one is taken", lambda: is_let_in(night, new))
    assert is_let_in(night, old)
    operator("tenants", "apply", str(alone), "--yes", env=night.tenant.variables)
    awaited("the old one is refused", lambda: not is_let_in(night, old))
    assert is_let_in(night, new)


def is_let_in(scene: Scene, secret: str) -> bool:
    url = f"{scene.suite.gateway.base_url}/v1/tenants/{TENANT_UID}/omnium/events"
    event = {"className": "Order", "category": "Updated", "objectId": "nobody-knows-it"}
    try:
        call("POST", url, event, {"Authorization": f"Bearer {secret}"})
    except StackError:
        return False
    return True
