"""Since when a tenant's events were refused, as its history tells it."""

from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.tenants.history import Act, Change, Inactivity, change_of, latest_inactivity

DAY = datetime(2026, 1, 5, tzinfo=UTC)


def changes(*acts: tuple[Act, list[str]]) -> list[Change]:
    """One each hour, given in their order; the newest comes first, as a history is read."""
    made = [
        change_of(act, "kari", DAY + timedelta(hours=hour), keys) for hour, (act, keys) in enumerate(acts)
    ]
    return made[::-1]


def at(hour: int) -> datetime:
    return DAY + timedelta(hours=hour)


CREATED: tuple[Act, list[str]] = ("created", ["tenantUid", "active"])
ON: tuple[Act, list[str]] = ("activated", ["active"])
OFF: tuple[Act, list[str]] = ("deactivated", ["active"])
TURNED: tuple[Act, list[str]] = ("changed", ["active", "flow.countryCode"])
OTHER: tuple[Act, list[str]] = ("changed", ["flow.countryCode"])


@pytest.mark.parametrize(
    ("acts", "is_active", "expected"),
    [
        ([CREATED], True, None),
        ([CREATED, OTHER], False, None),
        ([CREATED, ON], True, None),
        ([CREATED, OFF], False, Inactivity(at(1), None)),
        ([CREATED, OFF, OTHER, OTHER], False, Inactivity(at(1), None)),
        ([CREATED, OFF, ON], True, Inactivity(at(1), at(2))),
        ([CREATED, ON, OFF, OTHER, ON, OTHER], True, Inactivity(at(2), at(4))),
        ([CREATED, OFF, ON, OFF, ON], True, Inactivity(at(3), at(4))),
        ([CREATED, OFF, ON, OFF], False, Inactivity(at(3), None)),
    ],
)
def test_the_latest_time_without_events_is_found(
    acts: list[tuple[Act, list[str]]], is_active: bool, expected: Inactivity | None
) -> None:
    assert latest_inactivity(changes(*acts), is_active=is_active) == expected


def test_a_file_switches_as_well_as_a_command() -> None:
    assert latest_inactivity(changes(CREATED, TURNED), is_active=False) == Inactivity(at(1), None)
    assert latest_inactivity(changes(CREATED, TURNED, OTHER, TURNED), is_active=True) == Inactivity(
        at(1), at(3)
    )


def test_what_is_beyond_the_history_is_not_guessed() -> None:
    assert latest_inactivity(changes(OTHER, OTHER), is_active=False) == Inactivity(None, None)
    assert latest_inactivity(changes(OTHER, ON), is_active=True) == Inactivity(None, at(1))
    assert latest_inactivity(changes(OTHER, OTHER), is_active=True) is None
    assert latest_inactivity([], is_active=True) is None
