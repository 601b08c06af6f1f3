"""Beside a cause stands what one attempt really said."""

from dataclasses import replace
from typing import Final

import pytest

from admin_console.testing.entries import NOON
from admin_console.web.problems.problem import problem_of
from flow_omnium.jobs.cause import cause_of
from flow_omnium.jobs.operator.job_groups import GroupBy, JobGroup

MESSAGE: Final = "line 2: the store 'oslo' is unknown to Flow"
CAUSE: Final = cause_of("InvalidData", MESSAGE)
GROUP: Final = JobGroup(
    {GroupBy.CAUSE: CAUSE.key},
    3,
    NOON,
    None,
    "a" * 32,
    frozenset({"acme"}),
    cause=CAUSE.model_dump(by_alias=True),
    message=MESSAGE,
)


def test_what_a_cause_leaves_out_is_told_by_an_example() -> None:
    problem = problem_of(GROUP, now=NOON)
    assert problem.text == "line …: the store … is unknown to Flow"
    assert problem.said == MESSAGE


@pytest.mark.parametrize("message", [None, "", "line …: the store … is unknown to Flow"])
def test_an_example_that_says_no_more_is_left_out(message: str | None) -> None:
    assert problem_of(replace(GROUP, message=message), now=NOON).said == ""


def test_an_example_is_not_longer_than_a_sentence_or_two() -> None:
    assert len(problem_of(replace(GROUP, message="x" * 5_000), now=NOON).said) < 310
