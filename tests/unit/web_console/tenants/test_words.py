"""The rows of settings, what flows need, and who still uses a secret."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from admin_console.web.tenants.comparing import said_of
from admin_console.web.tenants.needs import needs_of
from admin_console.web.tenants.rotation import SecretRow, still_needed
from admin_console.web.tenants.setting_rows import Known, sections
from admin_console.web.tenants.stores import told_of
from flow_omnium.tenants.history import change_of
from flow_omnium.tenants.kept_checks import ComparedNames, Finding, KeptCheck, KeptNames, NamedValue
from flow_omnium.tenants.senders import NOTED_EVERY
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


ORGANIZATION = "connector.OrganizationUid"


def compared(*values: NamedValue, unread: Sequence[str] = ()) -> KeptNames:
    return KeptNames(AT + HOUR, "kari", ComparedNames(values, unread))


def test_names_that_were_compared_since_tell_more_than_the_last_check() -> None:
    tenant = a_tenant(
        connector={"DefaultVatCodeUid": "no-25", "OrganizationUid": "head", "VatCodeUids": {"25": "no-25"}}
    )
    check = KeptCheck(AT, "nils", [Finding("a step", "wrong", f"{ORGANIZATION}: Flow has none")])
    found = NamedValue(ORGANIZATION, "Flow", "organization", "head", "Head office")
    vat = NamedValue("connector.VatCodeUids.25", "Flow", "VAT code", "no-25", fault="Flow has no VAT code")
    known = Known((), check, compared(found, vat))
    rows = {row.path: row for section in sections(tenant, known) for row in section.rows}
    assert (rows[ORGANIZATION].names, rows[ORGANIZATION].fault) == ([found], "")
    assert rows["connector.VatCodeUids"].names == [vat]
    assert rows["connector.DefaultVatCodeUid"].names == []


def test_a_store_is_told_with_what_both_systems_call_it() -> None:
    flow = NamedValue("stores.oslo", "Flow", "store", "oslo", "Oslo City")
    omnium = NamedValue("stores.oslo", "Omnium", "store", "oslo", "Oslo City")
    market = NamedValue("stores.oslo.marketId", "Omnium", "market", "nr", fault="Omnium has no market 'nr'")
    other = NamedValue("stores.oslo2", "Flow", "store", "oslo2", "Another")
    known = Known((), None, compared(flow, omnium, market, other))
    assert told_of(known, "oslo") == ("Omnium has no market 'nr'", ["oslo = Oslo City"])


def test_a_store_that_was_not_compared_is_told_with_what_its_check_found() -> None:
    check = KeptCheck(AT, "nils", [Finding("a step", "wrong", "stores.oslo: Flow has no store")])
    assert told_of(Known((), check), "oslo") == ("stores.oslo: Flow has no store", ())
    assert told_of(Known((), check), "osl") == ("", ())


def test_it_is_said_how_a_comparison_went() -> None:
    there, gone = NamedValue("a", "Flow", "store", "a"), NamedValue("b", "Flow", "store", "b", fault="none")
    assert said_of(ComparedNames([there, there])) == "2 names compared: all exist"
    assert said_of(ComparedNames([there, gone])) == "2 names compared, 1 does not exist"
    assert said_of(ComparedNames([], ["x"])) == "Nothing could be compared; 1 list could not be read"


def test_what_is_missing_says_what_does_not_work() -> None:
    missing = {need.path: need.without for need in needs_of(a_tenant(stores={"oslo": {}})) if not need.is_met}
    assert "stores.oslo.marketId" in missing
    assert "refused by Omnium" in missing["stores.oslo.marketId"]


def test_a_secret_is_needed_until_its_sender_came_with_another_one() -> None:
    old = SecretRow(1, "aaaa", {"omnium": AT, "flow": None})
    assert still_needed(old, [SecretRow(2, "bbbb", {"omnium": None, "flow": AT})])
    assert still_needed(old, [SecretRow(2, "bbbb", {"omnium": AT - HOUR, "flow": None})])
    assert not still_needed(old, [SecretRow(2, "bbbb", {"omnium": AT + HOUR, "flow": None})])


def test_a_secret_is_needed_while_its_sender_may_have_come_with_it_unnoted() -> None:
    old = SecretRow(1, "aaaa", {"omnium": AT, "flow": None})
    assert still_needed(old, [SecretRow(2, "bbbb", {"omnium": AT + NOTED_EVERY, "flow": None})])
    just_over = AT + NOTED_EVERY + timedelta(seconds=1)
    assert not still_needed(old, [SecretRow(2, "bbbb", {"omnium": just_over, "flow": None})])
