"""What the form of a pause says."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from admin_console.failures import WrongUse
from admin_console.pauses.scopes import Scope, scope_named
from admin_console.web.pauses.form import pause_form

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_its_end_is_read_in_the_zone_that_was_shown() -> None:
    form = pause_form({"tenant": "acme", "reason": "x", "until": "2026-11-28T07:00"}, NOW, OSLO)
    assert (form.until, form.faults) == (datetime(2026, 11, 28, 6, tzinfo=UTC), {})
    other = pause_form({"tenant": "acme", "reason": "x", "until": "2026-11-28T07:00+05:00"}, NOW, OSLO)
    assert other.until == datetime(2026, 11, 28, 2, tzinfo=UTC)


def test_without_an_end_it_lasts_until_somebody_resumes_it() -> None:
    assert pause_form({"tenant": "acme", "reason": "x"}, NOW, OSLO).until is None


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"tenant": "acme"}, "tenant:acme"),
        ({"tenant": "acme", "store": "oslo"}, "store:acme/oslo"),
        ({"kind": "inbound-order"}, "kind:inbound-order"),
    ],
)
def test_one_thing_is_paused_and_its_name_is_read_again(fields: dict[str, str], name: str) -> None:
    form = pause_form({**fields, "reason": "x"}, NOW, OSLO)
    assert (form.scope and form.scope.name, form.faults) == (name, {})
    assert scope_named(name) == form.scope


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"tenant": "acme"}, "reason"),
        ({"reason": "x"}, "store"),
        ({"reason": "x", "store": "oslo"}, "store"),
        ({"reason": "x", "kind": "inbound-order", "tenant": "acme"}, "kind"),
        ({"reason": "x", "kind": "parcels"}, "kind"),
        ({"reason": "x", "tenant": "acme", "until": "soon"}, "until"),
        ({"reason": "x", "tenant": "acme", "until": "9999-12-31T23:59-05:00"}, "until"),
        ({"reason": "x", "tenant": "acme", "until": "2026-11-27T12:59"}, "until"),
    ],
)
def test_what_cannot_be_meant_is_told_beside_its_field(fields: dict[str, str], fault: str) -> None:
    form = pause_form(fields, NOW + timedelta(), OSLO)
    assert set(form.faults) == {fault}
    assert form.typed["tenant"] == fields.get("tenant", "")


@pytest.mark.parametrize("name", ["", "tenant:", "store:acme", "store:/oslo", "kind:parcels", "slot", "x:y"])
def test_what_is_no_name_of_a_pause(name: str) -> None:
    with pytest.raises(WrongUse):
        scope_named(name)


def test_a_scope_tells_its_tenant() -> None:
    assert scope_named("store:acme/oslo") == Scope("store:acme/oslo", "acme", "oslo")
    assert scope_named("kind:inbound-order").tenant is None
