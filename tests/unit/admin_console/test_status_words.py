"""The first screen: one sentence whether anything is wrong, and parts that say why."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from admin_console.status.overview import Backlog, Overview, Tenants
from admin_console.status.words import part_lines, sentence, wrongs
from flow_omnium.jobs.circuits.circuit import Circuit
from flow_omnium.jobs.ledger.backlog import Pending
from flow_omnium.jobs.ledger.pauses import Pause
from flow_omnium.jobs.operator.bulk_acts import BulkAct
from flow_omnium.jobs.operator.job_groups import GroupBy, JobGroup
from flow_omnium.jobs.state import JobState
from flow_omnium.polling.expectation import OverdueState
from flow_omnium.testing.entries import CAUSE, CAUSE_KEY, NOW


def an_act(**fields: Any) -> BulkAct:
    act = {"act": "retry", "by": "kari", "at": NOW}
    told = {"number": 12, "repair": "retry", "act": act, "total": 10, "position": 4, "at": NOW}
    return BulkAct.model_validate({**told, **fields})


NOTHING: dict[JobState, Pending] = {}


def a_backlog(
    pending: dict[JobState, Pending] = NOTHING,
    *,
    latest: datetime | None = NOW - timedelta(seconds=3),
    attention: int = 0,
    set_aside: int = 0,
) -> Backlog:
    return Backlog(pending, attention, set_aside, latest)


WELL = Overview(
    NOW,
    backlog=a_backlog(),
    causes=[],
    pauses=[],
    circuits=[],
    overdue={},
    tenants=Tenants(["acme"], []),
    tokens={"acme": "valid"},
    parked={},
)
GROUP = JobGroup(
    {GroupBy.CAUSE: CAUSE_KEY},
    15,
    NOW - timedelta(hours=1),
    NOW + timedelta(minutes=2),
    "3f2a91bc77e0",
    frozenset({"acme"}),
    cause=CAUSE,
)


def test_where_nothing_is_wrong_it_says_so_and_when_the_latest_event_came() -> None:
    assert sentence(WELL) == "Nothing is wrong. The latest event came 3 s ago."


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"causes": [GROUP]}, "15 jobs fail for 1 cause."),
        ({"backlog": a_backlog(attention=1)}, "1 job flags something to look at."),
        ({"backlog": a_backlog(attention=10_001)}, "more than 10,000 jobs flag something to look at."),
        ({"backlog": a_backlog(set_aside=2)}, "2 jobs are set aside."),
        ({"pauses": [(Pause("store:acme/oslo", "kari", NOW), 7)]}, "store oslo of tenant acme is paused."),
        ({"circuits": [Circuit("acme", "flow", NOW, NOW)]}, "Flow does not answer for acme."),
        ({"overdue": {OverdueState.ORDER: 2}}, "2 orders not in the shop."),
        ({"parked": {"external_order_sync": 1}}, "1 message is parked."),
        ({"tokens": {"acme": "stopped"}}, "no valid Omnium token for acme."),
        ({"acts": [an_act()]}, "act 12 stands still."),
        ({"acts": [an_act(), an_act(state="failed")]}, "act 12 stands still, act 12 has failed."),
        (
            {"backlog": a_backlog({JobState.QUEUED: Pending(4, NOW - timedelta(minutes=20))})},
            "4 jobs are queued, the oldest for 20 min: do the workers run?",
        ),
    ],
)
def test_each_thing_that_is_wrong_is_named(part: dict[str, Any], words: str) -> None:
    assert sentence(replace(WELL, **part)) == words


def test_several_things_are_one_sentence() -> None:
    seen = replace(WELL, causes=[GROUP], parked={"external_order_sync": 2})
    assert sentence(seen) == "15 jobs fail for 1 cause; 2 messages are parked."


def test_jobs_that_are_just_queued_are_nothing_wrong() -> None:
    seen = replace(WELL, backlog=a_backlog({JobState.QUEUED: Pending(4, NOW - timedelta(seconds=5))}))
    assert [*wrongs(seen)] == []


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"backlog": a_backlog(latest=NOW - timedelta(hours=3))}, "no event has come for 3 h"),
        ({"backlog": a_backlog(latest=None)}, "no event has ever come"),
        ({"tenants": Tenants([], ["acme"])}, "No tenant is active"),
    ],
)
def test_no_data_is_not_all_quiet(part: dict[str, Any], words: str) -> None:
    told = sentence(replace(WELL, **part))
    assert words in told
    assert "Nothing is wrong" not in told


def test_what_could_not_be_read_is_not_called_well() -> None:
    seen = replace(WELL, parked=None, unread={"parked": "not looked at: AMQP_URL: Field required"})
    assert sentence(seen) == "Nothing is known to be wrong, but not everything could be read: parked."
    assert "Unread    parked: not looked at: AMQP_URL: Field required" in [*part_lines(seen)]


def test_each_part_says_what_to_type() -> None:
    seen = replace(
        WELL,
        backlog=a_backlog({JobState.WAITING: Pending(15, NOW - timedelta(hours=1))}, attention=3),
        causes=[GROUP],
        pauses=[(Pause("tenant:acme", "kari", NOW - timedelta(hours=2), "stocktaking"), 1)],
        overdue={OverdueState.SENDER: 1},
        tenants=Tenants(["acme"], ["globex"]),
        acts=[an_act(state="failed")],
    )
    lines = [*part_lines(seen)]
    assert lines[0] == "Waiting   15 jobs, the oldest for 1 h: `flow-omnium jobs list --state waiting`"
    assert "Flagged   3: `flow-omnium jobs list --attention`" in lines
    assert (
        "Cause     15 jobs, next in 2 min: Unavailable: Flow POST /orders answered 502: bad gateway: "
        "`flow-omnium jobs list --cause 0123456789ab`"
    ) in lines
    assert (
        "Paused    tenant:acme for 2 h by kari, holds 1 job: stocktaking: `flow-omnium jobs pauses`" in lines
    )
    assert "Overdue   1 sender silent: `flow-omnium overdue --state senderSilent`" in lines
    assert "Act       12 has failed, 6 of 10 jobs left: `flow-omnium acts show 12`" in lines
    assert lines[-1] == "Tenants   1 active; off: globex"


def test_many_causes_are_shortened_to_the_first_ones() -> None:
    lines = [*part_lines(replace(WELL, causes=[GROUP] * 7))]
    assert sum(line.startswith("Cause ") for line in lines) == 5
    assert "          and 2 more: `flow-omnium jobs summary`" in lines


@pytest.mark.parametrize("state", list(OverdueState))
def test_every_way_of_being_overdue_has_words(state: OverdueState) -> None:
    assert sentence(replace(WELL, overdue={state: 2})).startswith("2 ")
