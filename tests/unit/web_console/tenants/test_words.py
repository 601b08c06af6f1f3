"""The rows of settings, what flows need, and who still uses a secret."""

from datetime import UTC, datetime, timedelta

from admin_console.web.tenants.needs import needs_of
from admin_console.web.tenants.rotation import SecretRow, still_needed
from admin_console.web.tenants.setting_rows import Known, sections
from flow_omnium.tenants.history import change_of
from flow_omnium.tenants.kept_checks import Finding, KeptCheck
from flow_omnium.testing.tenants import a_tenant

AT = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_every_key_is_a_row_with_what_it_changes_and_who_reads_it() -> None:
    rows = [row for section in sections(a_tenant(), Known()) for row in section.rows]
    assert all(row.description and row.read_by for row in rows)
    assert {"parameters.OMNIUM_CLIENT_ID", "flow.states.delivered", "polling.omniumOrders"} & {
        row.path for row in rows
    }


def test_a_default_is_told_from_what_is_set() -> None:
    tenant = a_tenant(orderTypes={"online": ["Web"]})
    rows = {row.path: row for section in sections(tenant, Known()) for row in section.rows}
    assert (rows["orderTypes.online"].value, rows["orderTypes.online"].is_default) == ("Web", False)
    assert rows["inboundPayments"].is_default


def test_of_a_secret_it_is_said_when_it_was_set_and_by_whom() -> None:
    changes = [
        change_of("changed", "kari", AT, ["flow.apiToken"]),
        change_of("created", "nils", AT - HOUR, []),
    ]
    rows = {row.path: row for section in sections(a_tenant(), Known(changes)) for row in section.rows}
    token, client = rows["flow.apiToken"], rows["parameters.OMNIUM_CLIENT_SECRET"]
    assert (token.value, token.set_by, token.set_at) == ("set", "kari", AT)
    assert client.set_by == "nils"


def test_what_the_last_check_found_stands_beside_its_key() -> None:
    reason = "parameters.OMNIUM_CLIENT_ID: Omnium has none"
    check = KeptCheck(AT, "nils", [Finding("a step", "wrong", reason)])
    rows = {row.path: row for section in sections(a_tenant(), Known((), check)) for row in section.rows}
    assert rows["parameters.OMNIUM_CLIENT_ID"].fault == reason


def test_what_is_missing_says_what_does_not_work() -> None:
    missing = {need.path: need.without for need in needs_of(a_tenant(stores={"oslo": {}})) if not need.is_met}
    assert "stores.oslo.marketId" in missing
    assert "refused by Omnium" in missing["stores.oslo.marketId"]


def test_a_secret_is_needed_until_its_sender_came_with_another_one() -> None:
    old = SecretRow(1, "aaaa", {"omnium": AT, "flow": None})
    assert still_needed(old, [SecretRow(2, "bbbb", {"omnium": None, "flow": AT})])
    assert still_needed(old, [SecretRow(2, "bbbb", {"omnium": AT - HOUR, "flow": None})])
    assert not still_needed(old, [SecretRow(2, "bbbb", {"omnium": AT + HOUR, "flow": None})])
