"""What is said before a tenant is deactivated, and after it is activated."""

from datetime import UTC, datetime, timedelta

import pytest

from admin_console.tenants.activity import consequences, missed_lines, ordered_lines
from flow_omnium.reconciliation.order import Ordered, ReconciliationKind
from flow_omnium.tenants.history import Inactivity

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def test_a_deactivation_says_what_is_lost_what_is_kept_and_which_command_loses_nothing() -> None:
    assert consequences("acme", 2) == (
        "acme: while it is not active its events are refused (403): Omnium tries one for half a minute, Flow not at all, and "
        "then it is lost",
        "acme: of what changes meanwhile the polls bring the last day; the rest takes a reconciliation (`tenants activate --catch-up`)",
        "acme: 2 pending jobs are held until it is active again; what runs is finished",
        "acme: to accept events and hold their jobs instead: `flow-omnium jobs pause --tenant acme`",
    )
    assert consequences("acme", 1)[2].startswith("acme: 1 pending job is held ")


@pytest.mark.parametrize(
    ("missed", "told"),
    [
        (None, "acme: it has not been active before, so it has missed nothing"),
        (Inactivity(None, NOW), "acme: its history no longer tells since when it was not active"),
        (
            Inactivity(NOW - timedelta(hours=3), NOW - timedelta(hours=1)),
            "acme: it was not active from 2026-01-05 09:00:00+00:00 to 2026-01-05 11:00:00+00:00, for 2 h: events of that "
            "time were refused, and do not come again",
        ),
    ],
)
def test_an_activation_says_what_was_missed(missed: Inactivity | None, told: str) -> None:
    assert list(missed_lines("acme", missed, NOW)) == [told]


def test_what_was_ordered_is_named() -> None:
    ordered = [
        Ordered("r1", ReconciliationKind.ORDERS, is_new=True),
        Ordered("r2", ReconciliationKind.STOCK, is_new=False),
    ]
    assert list(ordered_lines("acme", ordered)) == [
        "acme: reconciliation r1 of orders is queued",
        "acme: reconciliation r2 of stock was queued already",
    ]
