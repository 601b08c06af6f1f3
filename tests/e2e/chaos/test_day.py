"""A day of events of which some are lost, some come twice and some too late, while gateway and tenant are away for a time.

By day it is a small one, whose times are played 20 times as fast; by night one of 2,000 orders as well (`tests/night/test_day.py`).
"""

import pytest

from local_stack.infrastructure import Infrastructure
from rigs.day.fates import SHARES, Fate
from rigs.day.play import played
from rigs.day.script import Script, script_of
from rigs.day.times import Compression

ORDERS = 60
SECONDS = 300
"""Of the day: its other hours are left out."""

TIMES_AS_FAST = 20

EVENTS = 400
"""So many at least are to have been sent, by the shares of their fates: fates are drawn by changes, of which few have many events."""

TELLING = {"OmniumOrderPoll", "FlowOrderPoll", "FlowReceiptPoll"}
"""The polls that find what was lost."""


@pytest.mark.seeds(1)
def test_one_poll_and_one_reconciliation_make_good_what_a_day_of_events_has_left_undone(
    infrastructure: Infrastructure, seed: int
) -> None:
    script: Script = script_of(seed, ORDERS, SECONDS)

    ending = played(infrastructure, script, Compression(TIMES_AS_FAST))

    told = "\n".join(ending.told())
    assert (ending.faults, ending.differences) == ([], []), told
    # What the day was to show has happened.
    assert len(ending.played.given_up) < ORDERS / 5, told
    assert all(ending.figures.fates[fate] >= EVENTS * SHARES[fate] / 100 for fate in Fate), told
    assert ending.figures.answers.keys() == {202, 403, 502}, told
    assert (ending.jobs + ending.evening_jobs).keys() >= TELLING, told
    assert sum(ending.evening_jobs[poll] for poll in TELLING) > 0, told
