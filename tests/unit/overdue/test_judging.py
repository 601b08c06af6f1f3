"""Which sighted records are as they should be is decided by what jobs have seen, and by what the record tells."""

from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.seen import Known
from flow_omnium.overdue.judging import (
    DEADLINES,
    MISSED_BEFORE,
    SILENT_AFTER,
    is_met,
    judged,
    silence,
    told_of,
)
from flow_omnium.overdue.record import Awaited, AwaitedName
from flow_omnium.polling.expectation import Expectation, OverdueState
from flow_omnium.polling.source import Sighting
from flow_omnium.tasks.kind import TaskName

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
POLL = TaskName.POLL_OMNIUM_ORDERS
INBOUND = JobKind.INBOUND_ORDER


def an_order(key: str = "A", version: str = "v2", at: datetime | None = None) -> Sighting:
    return Sighting(INBOUND, key, version, at=at)


def unmet(known: Known, *batch: Sighting) -> list[Awaited]:
    return list(judged(POLL, batch, {INBOUND: {"A": known}}, NOW).unmet)


@pytest.mark.parametrize(
    ("kind", "state", "minutes"),
    [
        (JobKind.INBOUND_ORDER, OverdueState.ORDER, 5),
        (JobKind.OUTBOUND_ORDER, OverdueState.SALE, 15),
        (JobKind.ORDER_RECEIPT, OverdueState.RECEIPT, 15),
        (JobKind.RECEIVEMENT, OverdueState.RECEPTION, 15),
    ],
)
def test_each_kind_of_record_has_its_time(kind: JobKind, state: OverdueState, minutes: int) -> None:
    (one,) = judged(POLL, [Sighting(kind, "A", "v1")], {}, NOW).unmet
    assert (one.name, one.by) == (AwaitedName(state, kind, "A"), NOW + timedelta(minutes=minutes))


def test_levels_have_none() -> None:
    found = judged(TaskName.POLL_STOCK, [Sighting(JobKind.STOCK_LEVEL, "w", "w")], {}, NOW)
    assert (found.unmet, found.met) == ([], [])


def test_what_a_job_has_seen_in_this_version_is_met() -> None:
    found = judged(POLL, [an_order()], {INBOUND: {"A": Known(versions=frozenset({"v2"}))}}, NOW)
    assert (found.unmet, found.met) == ([], [AwaitedName(OverdueState.ORDER, INBOUND, "A")])


@pytest.mark.parametrize("known", [Known(), Known(is_pending=True, versions=frozenset({"v1"}))])
def test_what_no_job_has_seen_as_it_is_now_is_awaited_whether_a_job_is_pending_or_not(known: Known) -> None:
    assert [one.version for one in unmet(known, an_order())] == ["v2"]


def test_the_time_runs_from_the_vendors_change_and_never_from_the_future() -> None:
    earlier, later = NOW - timedelta(minutes=3), NOW + timedelta(minutes=3)
    assert [one.since for one in unmet(Known(), an_order(at=earlier))] == [earlier]
    assert [one.since for one in unmet(Known(), an_order(at=later))] == [NOW]


def test_of_a_record_that_is_listed_twice_the_later_version_counts() -> None:
    known = Known(versions=frozenset({"v2"}))
    assert unmet(known, an_order(version="v1"), an_order(version="v2")) == []
    assert len(unmet(known, an_order(version="v2"), an_order(version="v3"))) == 1


def test_each_receipt_of_an_order_is_awaited_by_itself() -> None:
    kind = JobKind.ORDER_RECEIPT
    batch = [Sighting(kind, "A", version, part=version) for version in ("r1", "r2")]
    known = {kind: {"A": Known(versions=frozenset({"r2"}))}}
    found = judged(TaskName.POLL_RECEIPTS, batch, known, NOW)
    assert [one.name.part for one in found.unmet] == ["r1"]
    assert [name.part for name in found.met] == ["r2"]


def test_what_a_record_tells_is_awaited_beside_its_version() -> None:
    due = Expectation(OverdueState.PICK_UP, NOW + timedelta(days=3), is_told=True)
    one = Sighting(INBOUND, "A", "v2", expects=(due,))
    (pick_up,) = unmet(Known(versions=frozenset({"v2"})), one)
    assert (pick_up.name.state, pick_up.by, pick_up.is_told) == (OverdueState.PICK_UP, due.by, True)


def test_what_an_operator_has_ended_since_is_left_as_it_is() -> None:
    (one,) = unmet(Known(), an_order())
    ended = Known(left_at=NOW + timedelta(minutes=1))
    assert is_met(one, ended)
    assert not is_met(one, Known(left_at=NOW - timedelta(minutes=1)))
    assert not is_met(one, Known(is_pending=True, left_at=ended.left_at))


def test_a_sender_has_told_of_what_its_events_made_jobs_for() -> None:
    batch = [an_order("A"), an_order("B"), an_order("C"), an_order("D")]
    versions = frozenset({"v2"})
    known = {
        "A": Known(versions=versions, told=versions),
        "B": Known(is_pending=True, is_told=True),
        "C": Known(versions=versions),
    }
    assert told_of(batch, {INBOUND: known}) == (2, 1)


def test_a_receipt_that_asks_for_two_jobs_is_one_that_was_missed() -> None:
    kinds = (JobKind.ORDER_RECEIPT, JobKind.OUTBOUND_ORDER)
    assert told_of([Sighting(kind, "A", "r1", part="r1") for kind in kinds], {}) == (0, 1)


def test_a_silent_sender_has_an_hour_and_must_have_passed_over_several_changes() -> None:
    one = silence(POLL, 2, NOW)
    assert (one.by, one.sightings, one.needs) == (NOW + SILENT_AFTER, 2, MISSED_BEFORE)
    assert one.name.key == "omnium"


def test_every_kind_that_waits_for_the_shop_has_a_shorter_time_than_what_waits_for_omnium() -> None:
    _, shop = DEADLINES[INBOUND]
    assert all(shop < allowed for kind, (_, allowed) in DEADLINES.items() if kind is not INBOUND)
