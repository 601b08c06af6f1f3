"""Which records of a poll need a job."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.seen import Known
from flow_omnium.polling.missed import missed
from flow_omnium.polling.source import Sighting

INBOUND, OUTBOUND = JobKind.INBOUND_ORDER, JobKind.OUTBOUND_ORDER


CHANGED = datetime(2026, 1, 5, 9, tzinfo=UTC)


def an_order(key: str, version: str, kind: JobKind = INBOUND) -> Sighting:
    return Sighting(kind, key, version)


def test_what_no_job_has_seen_needs_one() -> None:
    assert missed([an_order("A", "v1")], {}) == (an_order("A", "v1"),)


def test_a_version_that_a_job_has_seen_needs_none() -> None:
    known = {INBOUND: {"A": Known(versions=frozenset({"v1", "v2"}))}}
    assert missed([an_order("A", "v2")], known) == ()


def test_a_newer_version_than_any_job_has_seen_needs_one() -> None:
    known = {INBOUND: {"A": Known(versions=frozenset({"v1"}))}}
    assert missed([an_order("A", "v2")], known) == (an_order("A", "v2"),)


def test_a_pending_job_will_see_it() -> None:
    known = {INBOUND: {"A": Known(is_pending=True)}}
    assert missed([an_order("A", "v2")], known) == ()


def test_what_an_operator_has_left_needs_none_until_it_changes() -> None:
    left = {INBOUND: {"A": Known(left_at=CHANGED + timedelta(minutes=1))}}
    again = replace(an_order("A", "v1"), at=CHANGED)
    changed = replace(an_order("A", "v2"), at=CHANGED + timedelta(minutes=2))
    assert missed([again], left) == ()
    assert missed([changed], left) == (changed,)
    assert missed([an_order("A", "v3")], left) == (an_order("A", "v3"),)


def test_what_a_job_of_another_kind_has_seen_does_not_count() -> None:
    known = {INBOUND: {"A": Known(versions=frozenset({"v1"}))}}
    assert missed([an_order("A", "v1", OUTBOUND)], known) == (an_order("A", "v1", OUTBOUND),)


def test_a_record_that_comes_twice_needs_one_job() -> None:
    assert missed([an_order("A", "v1"), an_order("A", "v2")], {}) == (an_order("A", "v2"),)
