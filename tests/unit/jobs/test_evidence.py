"""What a run says of the systems that it called."""

import asyncio
from contextlib import suppress

import pytest

from flow_omnium.jobs.circuits.evidence import Tone, tones_of
from flow_omnium.outcomes import (
    AccessDenied,
    ApiCall,
    Deferral,
    Deferred,
    Failed,
    InvalidData,
    NotFound,
    TokenUnavailable,
    Unavailable,
)
from flow_omnium.rest.hearing import Heard, Hearing

FLOW = ApiCall("flow", "POST", "/orders")
OMNIUM = ApiCall("omnium", "GET", "/api/Orders/{id}")
DOWN = Unavailable(FLOW, "no answer in time")


def called(*calls: tuple[str, Exception | None]) -> Heard:
    """What is heard in a run that makes these calls, each of which ends well or so."""
    hearing = Hearing()
    with hearing.of_run() as heard:
        for system, error in calls:
            with suppress(Failed, Deferred), hearing.call(system):
                _end(error)
    return heard


def _end(error: Exception | None) -> None:
    if error is not None:
        raise error


def test_a_run_that_goes_well_says_that_what_it_called_answers() -> None:
    assert tones_of(None, called(("omnium", None), ("flow", None))) == {
        "omnium": Tone.ANSWERED,
        "flow": Tone.ANSWERED,
    }


def test_a_run_that_no_call_was_answered_in_says_so_of_the_system_that_was_silent() -> None:
    assert tones_of(DOWN, called(("omnium", None), ("flow", DOWN))) == {
        "omnium": Tone.ANSWERED,
        "flow": Tone.SILENT,
    }


def test_one_that_got_some_answers_before_says_that_a_part_is_broken() -> None:
    assert tones_of(DOWN, called(("flow", None), ("flow", DOWN))) == {"flow": Tone.BROKEN}


@pytest.mark.parametrize(
    "error",
    [NotFound(FLOW, "", http_status=404), AccessDenied(FLOW, "", http_status=403)],
    ids=["404", "403"],
)
def test_a_refusal_is_an_answer(error: Exception) -> None:
    assert tones_of(error, called(("flow", error))) == {"flow": Tone.ANSWERED}


@pytest.mark.parametrize(
    "error",
    [
        Deferred("429", cause=Deferral.RATE_LIMITED, after_seconds=2),
        TokenUnavailable("none"),
        InvalidData("id", "..", "an id"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_asks_to_slow_down_or_never_left_says_nothing(error: Exception) -> None:
    assert tones_of(error, called(("flow", error))) == {}


def test_a_call_that_the_handler_could_do_without_says_nothing() -> None:
    assert tones_of(None, called(("flow", None), ("flow", DOWN))) == {}


def test_a_call_that_failed_at_our_own_proxy_counts_for_the_system_behind_it() -> None:
    at_proxy = Unavailable(ApiCall("proxy", "POST", "/orders"), "takes no connection, on the way to flow")
    assert tones_of(at_proxy, called(("flow", at_proxy))) == {"flow": Tone.SILENT}


def test_an_error_that_no_call_was_heard_of_counts_for_the_system_that_it_names() -> None:
    assert tones_of(DOWN, Heard()) == {"flow": Tone.SILENT}


async def test_a_run_that_took_too_long_counts_against_the_system_that_it_waited_for() -> None:
    hearing = Hearing()

    async def hangs() -> None:
        with hearing.call("omnium"):
            pass
        with hearing.call("flow"):
            await asyncio.Event().wait()

    with hearing.of_run() as heard, pytest.raises(TimeoutError):
        await asyncio.wait_for(hangs(), 0.01)

    late = tones_of(TimeoutError(), heard, is_late=True)
    assert late == {"flow": Tone.SILENT, "omnium": Tone.ANSWERED}
    # Ended for another reason, the call that was cut off says nothing.
    assert tones_of(None, heard) == {"omnium": Tone.ANSWERED}


async def test_runs_at_the_same_time_hear_only_what_is_theirs() -> None:
    hearing = Hearing()

    async def run(system: str) -> Heard:
        with hearing.of_run() as heard:
            await asyncio.sleep(0)
            with hearing.call(system):
                await asyncio.sleep(0)
            return heard

    heard = await asyncio.gather(run("flow"), run("omnium"))
    assert [each.answered for each in heard] == [{"flow"}, {"omnium"}]


def test_a_call_outside_any_run_is_heard_by_nobody() -> None:
    with Hearing().call(OMNIUM.system):
        pass
