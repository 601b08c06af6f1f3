"""The filter of jobs in an address, and the same filter written as an address."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest

from admin_console.jobs.choosing import job_filter
from admin_console.jobs.filter import JobChoice, StateWord
from admin_console.options import When
from admin_console.web.answers import BadAsk
from admin_console.web.jobs.query import address, query_string, read_choice
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.held_by import HeldBy
from flow_omnium.jobs.operator.job_filter import query_of

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
WHOLE = JobChoice(
    tenant="acme & sons",
    kind=JobKind.INBOUND_ORDER,
    state=[StateWord.WAITING, StateWord.HELD],
    key="O-1?&=",
    error_class="NotFound",
    attention=True,
    number="68",
    store="oslo",
    cause="abcdef",
    http_status=500,
    attempts=3,
    held_by=HeldBy.PAUSE,
    since=When("2h", ago=timedelta(hours=2)),
    until=When("2029-12-31T12:00:00+00:00", at=datetime(2029, 12, 31, 12, tzinfo=UTC)),
)


def test_a_filter_that_is_written_as_an_address_is_read_as_the_same_filter() -> None:
    assert read_choice(parse_qsl(query_string(WHOLE))) == WHOLE
    assert read_choice(parse_qsl(query_string(JobChoice()))) == JobChoice()


def test_what_else_a_page_asks_for_is_no_part_of_the_filter() -> None:
    pairs = parse_qsl(query_string(WHOLE, sort="age", after="x", format=None))
    assert ("sort", "age") in pairs
    assert "format" not in dict(pairs)
    assert read_choice(pairs) == WHOLE


def test_a_blank_field_restricts_nothing() -> None:
    assert read_choice([("tenant", " "), ("state", ""), ("since", ""), ("attention", "")]) == JobChoice()


def test_a_state_may_be_said_several_times_and_counts_once() -> None:
    choice = read_choice([("state", "waiting"), ("state", "Held"), ("state", "waiting")])
    assert choice.state == [StateWord.WAITING, StateWord.HELD]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("state", "waitng", "did you mean 'waiting'"),
        ("held", "posion", "did you mean 'poison'"),
        ("kind", "inbound-ordr", "did you mean 'inbound-order'"),
        ("cause", "abc", "too short"),
        ("status", "50", "100 to 599"),
        ("status", "٥٠٠", "100 to 599"),  # noqa: RUF001 - a digit, and none that is meant here
        ("attempts", "-1", "no number from 1"),
        ("since", "yesterday", "nor a duration"),
        ("since", "0001-01-01T00:00+10:00", "since"),
        ("attention", "perhaps", "neither yes nor no"),
        ("zone", "Europe/../etc", "no time zone"),
        ("tenant", "a\x1bb", "nothing that can be looked for"),
        ("number", "1" * 513, "nothing that can be looked for"),
    ],
)
def test_a_value_that_means_nothing_is_named_and_not_taken_for_an_empty_list(
    name: str, value: str, told: str
) -> None:
    with pytest.raises(BadAsk, match=told):
        read_choice([(name, value)])


@pytest.mark.parametrize(("name", "meant"), [("tennant", "tenant"), ("states", "state"), ("stor", "store")])
def test_a_misspelled_filter_is_not_left_out_since_a_bulk_act_would_be_on_all(name: str, meant: str) -> None:
    with pytest.raises(BadAsk, match=f"did you mean {meant!r}"):
        read_choice([(name, "acme")])


@pytest.mark.parametrize(
    "name", ["sort", "after", "format", "act", "first", "job", "per_second", "utm_source"]
)
def test_the_pages_own_names_are_left_to_the_page(name: str) -> None:
    assert read_choice([(name, "whatever")]) == JobChoice()


def test_a_time_without_an_offset_is_one_in_the_zone_that_the_form_showed() -> None:
    in_zone = read_choice([("since", "2029-07-01T08:00"), ("zone", "Europe/Oslo")])
    assert in_zone.since is not None
    assert in_zone.since.at == datetime(2029, 7, 1, 6, tzinfo=UTC)
    assert read_choice(parse_qsl(query_string(in_zone))) == in_zone
    plain = read_choice([("since", "2029-07-01T08:00")])
    assert plain.since is not None
    assert plain.since.at == datetime(2029, 7, 1, 8, tzinfo=UTC)


def test_an_address_without_a_filter_has_no_query() -> None:
    assert address("/jobs", JobChoice()) == "/jobs"
    assert address("/jobs", JobChoice(tenant="acme"), sort="age") == "/jobs?tenant=acme&sort=age"


def test_only_tenants_that_may_be_seen_are_looked_for_whatever_was_named() -> None:
    def tenant_of(choice: JobChoice, *seen: str) -> object:
        return query_of(replace(job_filter(choice, NOW), of_tenants=frozenset(seen)))["tenantUid"]

    assert tenant_of(JobChoice(), "acme", "beta") == {"$in": ["acme", "beta"]}
    assert tenant_of(JobChoice(), "acme") == "acme"
    assert tenant_of(JobChoice(tenant="beta"), "acme", "beta") == "beta"
    assert tenant_of(JobChoice(tenant="other"), "acme") == {"$in": []}
    assert "tenantUid" not in query_of(job_filter(JobChoice(), NOW))
