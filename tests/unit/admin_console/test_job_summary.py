"""Jobs in groups, as they are shown and tried again."""

from datetime import timedelta

import pytest

from admin_console.jobs.filter import JobChoice
from admin_console.jobs.grouping import Summary, document, lines_of, name_of, retry_of
from flow_omnium.jobs.operator.job_groups import GroupBy, JobGroup
from flow_omnium.testing.entries import CAUSE, CAUSE_KEY, NOW

FAILING = JobGroup(
    {GroupBy.CAUSE: CAUSE_KEY},
    1_204,
    NOW - timedelta(hours=2),
    NOW + timedelta(minutes=4),
    "3f2a91bc77e04d0c",
    frozenset({"acme", "globex"}),
    cause=CAUSE,
)
HELD = JobGroup({GroupBy.CAUSE: None}, 3, NOW, None, "aaaa", frozenset({"acme"}), held_by="store:acme/oslo")


def a_summary(*groups: JobGroup, by: GroupBy = GroupBy.CAUSE, choice: JobChoice | None = None) -> Summary:
    return Summary(choice or JobChoice(), [by], groups, NOW)


def test_a_cause_is_named_by_its_key_and_its_words() -> None:
    assert name_of(FAILING, [GroupBy.CAUSE]) == (
        "0123456789ab  Unavailable: Flow POST /orders answered 502: bad gateway"
    )


def test_what_is_held_is_a_group_of_its_own_that_nothing_retries() -> None:
    assert name_of(HELD, [GroupBy.CAUSE]) == "held since store acme/oslo is paused"
    assert retry_of(HELD, a_summary(HELD)) is None


def test_a_group_says_how_many_how_old_when_next_and_an_example() -> None:
    first, second = lines_of(a_summary(FAILING))
    assert first.split() == [
        "1,204",
        "oldest",
        "2",
        "h,",
        "next",
        "in",
        "4",
        "min,",
        "such",
        "as",
        "3f2a91bc,",
        "2",
        "tenants",
    ]
    assert second.strip().startswith("0123456789ab  Unavailable")


def test_what_retries_a_group_keeps_what_narrowed_the_summary() -> None:
    summary = a_summary(FAILING, choice=JobChoice(tenant="acme", limit=5))
    assert retry_of(FAILING, summary) == "flow-omnium jobs retry --tenant acme --cause 0123456789ab --dry-run"


@pytest.mark.parametrize(
    ("by", "value", "option"),
    [
        (GroupBy.ERROR, "NotFound", "--error-class NotFound"),
        (GroupBy.TENANT, "acme", "--tenant acme"),
        (GroupBy.KIND, "receivement", "--kind receivement"),
        (GroupBy.STORE, "oslo city", "--store 'oslo city'"),
        (GroupBy.STATUS, 502, "--http-status 502"),
    ],
)
def test_every_group_can_be_retried_by_what_it_has_in_common(by: GroupBy, value: object, option: str) -> None:
    group = JobGroup({by: value}, 1, NOW, None, "aaaa", frozenset({"acme"}))  # type: ignore[dict-item]
    choice = JobChoice(tenant="acme") if by is GroupBy.TENANT else JobChoice()
    assert retry_of(group, a_summary(group, by=by, choice=choice)) == (
        f"flow-omnium jobs retry {option} --dry-run"
    )


def test_a_group_without_the_value_is_named_by_a_dash_and_not_retried() -> None:
    group = JobGroup({GroupBy.STORE: None}, 1, NOW, None, "aaaa", frozenset({"acme"}))
    assert name_of(group, [GroupBy.STORE]) == "-"
    assert retry_of(group, a_summary(group, by=GroupBy.STORE)) is None


def test_a_program_gets_every_part_of_a_group() -> None:
    assert document(FAILING, a_summary(FAILING)) == {
        "by": {"cause": "0123456789ab"},
        "name": "0123456789ab  Unavailable: Flow POST /orders answered 502: bad gateway",
        "jobs": 1_204,
        "oldest": "2030-01-01T10:00:00+00:00",
        "nextAttempt": "2030-01-01T12:04:00+00:00",
        "example": "3f2a91bc77e04d0c",
        "tenants": ["acme", "globex"],
        "retry": "flow-omnium jobs retry --cause 0123456789ab --dry-run",
    }
