"""What the console shows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rich.console import Console, RenderableType

from admin_console.acts import output as acts_output
from admin_console.failures import explained
from admin_console.jobs import output
from admin_console.tenants import apply, stored
from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.operator.audit_trail import KeptEntry
from flow_omnium.runtime.database import DatabaseError
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tenants.history import activation, change_of
from flow_omnium.tenants.record import TenantRecord, applied
from flow_omnium.tenants.sealing import masked_document
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.tenants import a_tenant

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)

ATTEMPTS = [
    {
        "number": 1,
        "startedAt": NOW - timedelta(minutes=9),
        "durationSeconds": 1.25,
        "outcome": "failed",
        "errorClass": "Unavailable",
        "message": "Flow GET /orders/{orderUid} answered 503",
        "httpStatus": 503,
    },
    {
        "number": 2,
        "startedAt": NOW - timedelta(minutes=1),
        "durationSeconds": 0.5,
        "outcome": "deferred",
        "changes": ["created the order"],
    },
]


def a_job(**changes: Any) -> JobEntry:
    fields = {
        "_id": "job-1",
        "tenantUid": "acme",
        "queue": "external_order_sync",
        "kind": "inbound-order",
        "key": "O-1",
        "record": "order:O-1",
        "state": "waiting",
        "ticket": 3,
        "event": {"objectId": "O-1"},
        "acceptedAt": NOW - timedelta(hours=3),
        "nextAttemptAt": NOW + timedelta(minutes=4, seconds=59),
        "attemptCount": 2,
        "attempts": ATTEMPTS,
    }
    return JobEntry.model_validate({**fields, **changes})


def rendered(shown: RenderableType) -> str:
    console = Console(width=200, highlight=False)
    with console.capture() as capture:
        console.print(shown)
    return capture.get()


def words(shown: RenderableType, line: int) -> str:
    return " ".join(rendered(shown).splitlines()[line].split())


def test_a_job_is_one_line_with_all_that_an_operator_asks_first() -> None:
    assert words(output.summary_table([a_job()], NOW), 1) == (
        "job-1 acme inbound-order O-1 waiting 2 in 4 min 3 h Flow GET /orders/{orderUid} answered 503"
    )


def test_a_job_that_is_due_or_has_no_next_attempt_says_so() -> None:
    due, done = a_job(nextAttemptAt=NOW), a_job(state="done", nextAttemptAt=None, attempts=[])
    table = output.summary_table([due, done], NOW)
    assert " waiting 2 due 3 h " in words(table, 1)
    assert words(table, 2).endswith(" done 2 - 3 h -")


def test_a_held_job_says_what_holds_it() -> None:
    table = output.summary_table([a_job(state="held", heldBy="tenant:acme")], NOW)
    assert " held (tenant:acme) " in words(table, 1)


def test_a_job_that_waits_for_a_system_says_so_in_words() -> None:
    held = a_job(state="held", heldBy="outage:acme/flow", waitsFor="flow")
    table = output.summary_table([held, a_job(waitsFor="omnium")], NOW)
    assert " held (Flow does not answer) " in words(table, 1)
    assert " waiting (Omnium did not answer) " in words(table, 2)


def test_a_narrow_terminal_cuts_the_last_error_and_nothing_else() -> None:
    console = Console(width=90, highlight=False)
    with console.capture() as capture:
        console.print(output.summary_table([a_job()], NOW))
    assert " ".join(capture.get().splitlines()[1].split()).startswith(
        "job-1 acme inbound-order O-1 waiting 2 in 4 min 3 h Flow"
    )


def test_the_acts_on_a_job_are_shown() -> None:
    act = AuditEntry(act="cancel", by="kari", at=NOW, reason="ordered twice")
    assert words(output.acts_of_job_table([act]), 1) == "cancel 2030-01-01 12:00:00+00:00 kari ordered twice"


def test_the_details_show_everything_of_a_job() -> None:
    text = rendered(output.details(a_job(), NOW))
    for shown in ("job-1", "external_order_sync", "order:O-1", "ticket", '"objectId": "O-1"', "2030-01-01"):
        assert shown in text


def test_every_attempt_is_shown() -> None:
    table = output.attempt_table(a_job())
    assert words(table, 1) == (
        "1 2030-01-01 11:51:00+00:00 1.25 s failed 503 Unavailable: Flow GET /orders/{orderUid} answered 503"
    )
    assert words(table, 2) == "2 2030-01-01 11:59:00+00:00 0.50 s deferred - created the order"


def test_a_job_for_programs_names_its_id_and_last_error() -> None:
    document = output.document(a_job())
    assert document["jobId"] == "job-1"
    assert document["lastError"] == "Flow GET /orders/{orderUid} answered 503"
    assert document["attempts"][0]["httpStatus"] == 503


def test_no_jobs_and_no_tenants_are_said_in_words() -> None:
    assert output.summary_table([], NOW) == "There is no such job."
    assert "tenants apply" in str(stored.summary_table([]))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "0 s"), (0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (7200, "2 h"), (86400, "1 d")],
)
def test_a_span_is_in_its_largest_whole_unit(seconds: int, text: str) -> None:
    assert output.span(timedelta(seconds=seconds)) == text


def test_a_tenant_that_cannot_be_read_is_listed_with_its_fault() -> None:
    records = [
        TenantRecord("acme", 3, a_tenant(), is_active=True),
        TenantRecord("globex", 1, None, "apiToken: damaged"),
    ]
    table = stored.summary_table(records)
    assert words(table, 1) == "acme yes 3 -"
    assert words(table, 2) == "globex ? 1 ? apiToken: damaged"


def test_a_shown_tenant_is_a_tenant_file_with_eight_asterisks() -> None:
    text = stored.as_yaml(masked_document(a_tenant(active=False)))
    assert text.startswith("tenantUid: acme\nactive: false\nwebhookSecrets:\n- '********'\n")
    assert "countryCode: NO\n" in text
    assert "acme-client-secret" not in text


def test_a_setting_that_is_one_of_several_names_is_written_as_its_name() -> None:
    assert stored.as_yaml({"tasks": [{"implementationType": TaskName.PRICE}]}) == (
        "tasks:\n- implementationType: FlowPriceScheduledTask"
    )


def test_what_applying_changes_is_told_key_by_key_and_of_secrets_no_value() -> None:
    before = TenantRecord("acme", 1, a_tenant(stores={"oslo": {}}))
    after = a_tenant(
        active=False, webhookSecrets=["hush", "h"], flow={"apiToken": "hush", "apiUrl": "http://f"}
    )
    plan = applied(before, after)
    assert apply.plan_lines(plan) == [
        "  active: true -> false",
        "  webhookSecrets: ******** changed",
        "  flow.apiToken: ******** changed",
        "  flow.apiUrl: (not set) -> http://f/",
        "  flow.countryCode: NO -> (not set)",
        "  stores.oslo.OMNIUM_FLOW_STOCK_MASTER: false -> (not set)",
    ]
    assert apply.trial_text(plan) == "acme: would be changed; nothing is written"
    assert apply.applied_text(plan) == (
        "acme: changed (not active; `flow-omnium tenants activate acme` starts it)"
    )


def test_a_new_tenant_is_told_whole_and_an_unreadable_one_as_such() -> None:
    new = apply.plan_lines(applied(None, a_tenant()))
    assert "  flow.apiToken: ******** set" in new
    assert "  parameters.OMNIUM_CLIENT_ID: (not set) -> acme-client" in new
    unreadable: TenantRecord[Tenant] = TenantRecord("acme", 1, None, "x")
    (line,) = apply.plan_lines(applied(unreadable, a_tenant()))
    assert "cannot be read" in line


def test_applying_what_is_stored_shows_no_key() -> None:
    plan = applied(TenantRecord("acme", 1, a_tenant()), a_tenant())
    assert apply.plan_lines(plan) == []
    assert apply.trial_text(plan) == "acme: unchanged"


def test_a_long_or_odd_value_is_shown_on_one_line() -> None:
    parameters = {
        "OMNIUM_CLIENT_ID": "i" * 500,
        "OMNIUM_CLIENT_SECRET": "s",
        "OMNIUM_PROPERTY_PREFIX": "a\nb",
    }
    lines = apply.plan_lines(applied(None, a_tenant(parameters=parameters)))
    assert f"  parameters.OMNIUM_CLIENT_ID: (not set) -> {'i' * 200}…" in lines
    assert "  parameters.OMNIUM_PROPERTY_PREFIX: (not set) -> 'a\\nb'" in lines


def test_a_history_is_a_row_per_change() -> None:
    changes = [
        change_of("changed", "kari", NOW, [f"k{number}" for number in range(201)]),
        activation(True, "ola", NOW),
    ]
    table = rendered(stored.history_table(changes))
    assert "kari" in table
    assert "k5 and 195 more" in table
    assert "activated" in table
    assert "No change" in str(stored.history_table([]))


def test_a_fault_of_the_database_is_one_short_line_without_a_password() -> None:
    text = (
        "mongodb://user:hush@db:27017: refused (configured timeouts: x), Timeout: 3s, Topology Description: y"
    )
    failure = explained(DatabaseError(text))
    assert failure is not None
    assert failure.exit_code == 1
    assert failure.lines == ("the database cannot be used: mongodb://***@db:27017: refused",)


def test_what_a_sender_wrote_cannot_steer_the_terminal() -> None:
    text = rendered(output.summary_table([a_job(key="O-1\x1b[2J\x9b31m\u202e", attempts=[])], NOW))
    assert "O-1\ufffd[2J\ufffd31m\ufffd" in text


def test_an_act_on_very_much_is_cut_in_the_list() -> None:
    act = KeptEntry(
        act="apply", by="anna", at=NOW, target="tenant acme: created " + "x" * 500, sequence=7, count=56
    )
    shown = rendered(acts_output.acts_table([act]))
    assert "tenant acme: created" in shown
    assert shown.count("x") == 80 - len("tenant acme: created ")
