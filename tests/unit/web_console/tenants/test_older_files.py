"""An older file is told as far as the history tells it, and never guessed."""

from datetime import UTC, datetime

import pytest

from admin_console.web.tenants.older_files import HistoryTooShort, before
from flow_omnium.tenants.history import Act, Change, ValueChange, activation, change_of

AT = datetime(2026, 3, 1, tzinfo=UTC)
NOW = {
    "tenantUid": "acme",
    "parameters": {"OMNIUM_PROPERTY_PREFIX": "shop"},
    "stores": {"oslo": {"marketId": "nor"}},
}


def changed(*values: tuple[str, str | None, str | None], act: Act = "changed") -> Change:
    told = [ValueChange(key=key, before=old, after=new) for key, old, new in values]
    return change_of(act, "nils", AT, [one.key for one in told], told)


def test_the_latest_changes_are_undone() -> None:
    first = changed(("parameters.OMNIUM_PROPERTY_PREFIX", "flow", "web"))
    second = changed(
        ("parameters.OMNIUM_PROPERTY_PREFIX", "web", "shop"), ("stores.oslo.marketId", None, "nor")
    )
    assert before(NOW, [second])["parameters"] == {"OMNIUM_PROPERTY_PREFIX": "web"}
    assert before(NOW, [second])["stores"] == {"oslo": {}}
    assert before(NOW, [second, first])["parameters"] == {"OMNIUM_PROPERTY_PREFIX": "flow"}
    assert NOW["parameters"] == {"OMNIUM_PROPERTY_PREFIX": "shop"}


def test_a_list_comes_back_as_one() -> None:
    assert before(NOW, [changed(("orderTypes.online", "['Web', 'App']", "[]"))])["orderTypes"] == {
        "online": ["Web", "App"]
    }


def test_a_switch_and_a_secret_change_no_file() -> None:
    secret = change_of("changed", "nils", AT, ["flow.apiToken"])
    assert before(NOW, [activation(True, "nils", AT), secret]) == NOW


@pytest.mark.parametrize(
    "change",
    [
        changed(act="created"),
        change_of("changed", "nils", AT, ["inboundPayments"]),
        changed(("inboundPayments", "x" * 100, "auto")),
        changed(("orderTypes.online", "[__import__('os')]", "[]")),
        changed(act="repaired"),
    ],
)
def test_what_is_not_kept_is_not_guessed(change: Change) -> None:
    with pytest.raises(HistoryTooShort):
        before(NOW, [change])
