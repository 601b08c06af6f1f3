"""`flow-omnium jobs pause`, `resume` and `pauses` against a real database."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from flow_omnium.jobs.ledger.pauses import MongoPauses
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.runtime.database import Database
from flow_omnium.testing.jobs import NOON, a_message

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def acme(in_database: Run) -> None:
    """Set a tenant up that has two stores, as far as a pause looks at it."""

    async def insert(database: Database) -> None:
        settings: dict[str, Any] = {"stores": {"oslo": {}, "os_lo": {}}}
        await database["tenants"].insert_one({"_id": "acme", "revision": 1, "settings": settings})

    in_database(insert)


@pytest.mark.parametrize(
    ("options", "scope"),
    [
        (("--tenant", "acme"), "tenant:acme"),
        (("--kind", "receivement"), "kind:receivement"),
        (("--tenant", "acme", "--store", "os/lo"), "store:acme/os_lo"),
    ],
)
def test_a_pause_is_set_once_and_lifted_once(
    flow_omnium: Run, in_database: Run, options: tuple[str, ...], scope: str
) -> None:
    assert flow_omnium("jobs", "pause", *options).output.startswith(f"{scope} is paused")
    again = flow_omnium("jobs", "pause", *options)
    assert (again.exit_code, "was paused already" in again.output) == (0, True)
    (pause,) = in_database(lambda database: MongoPauses(database).pauses())
    assert (pause.scope, pause.by) == (scope, "kari")

    assert (
        flow_omnium("jobs", "resume", *options).output
        == f"{scope} is resumed; 0 jobs that it held come back\n"
    )
    again = flow_omnium("jobs", "resume", *options)
    assert (again.exit_code, again.errors) == (1, f"{scope} is not paused\n")


@pytest.mark.parametrize("command", ["pause", "resume"])
@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--store", "oslo"),
        ("--tenant", "acme", "--kind", "receivement"),
        ("--tenant", "a", "--store", ""),
    ],
)
def test_exactly_one_thing_is_paused_or_resumed(
    flow_omnium: Run, command: str, options: tuple[str, ...]
) -> None:
    answer = flow_omnium("jobs", command, *options)
    assert (answer.exit_code, answer.output) == (2, "")
    assert answer.errors == "name exactly one: --tenant T, or --kind K, or --tenant T --store S\n"


def test_pauses_are_listed_with_what_they_hold(flow_omnium: Run, in_database: Run) -> None:
    assert flow_omnium("jobs", "pauses").output == "Nothing is paused.\n"
    flow_omnium("jobs", "pause", "--tenant", "acme", "--reason", "stocktaking")
    in_database(lambda database: MongoRunLedger(database).hold(a_message(), "tenant:acme", NOON))

    (pause,) = json.loads(flow_omnium("jobs", "pauses", "--json").output)
    assert (pause["scope"], pause["by"], pause["reason"], pause["held"]) == (
        *("tenant:acme", "kari", "stocktaking", 1),
    )
    assert pause["until"] is None
    assert "stocktaking" in flow_omnium("jobs", "pauses").output
    assert "held (tenant:acme)" in flow_omnium("jobs", "list").output
    assert "1 job that it held comes back" in flow_omnium("jobs", "resume", "--tenant", "acme").output


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--tenant", "acmee"), "there is no tenant 'acmee'; did you mean 'acme'? (there are acme)\n"),
        (
            ("--tenant", "acme", "--store", "osloo"),
            "there is no store 'osloo' of tenant acme; did you mean 'oslo'? (there are os_lo, oslo)\n",
        ),
        (("--tenant", "x", "--store", "oslo"), "there is no tenant 'x' (there are acme)\n"),
    ],
)
def test_what_does_not_exist_is_not_paused_unless_it_is_insisted_on(
    flow_omnium: Run, options: tuple[str, ...], told: str
) -> None:
    refused = flow_omnium("jobs", "pause", *options)
    assert (refused.exit_code, refused.output, refused.errors) == (1, "", told)
    assert json.loads(flow_omnium("jobs", "pauses", "--json").output) == []

    assert flow_omnium("jobs", "pause", *options, "--force").exit_code == 0
    assert len(json.loads(flow_omnium("jobs", "pauses", "--json").output)) == 1


def test_a_kind_that_does_not_exist_is_not_paused_and_the_nearest_one_is_named(flow_omnium: Run) -> None:
    answer = flow_omnium("jobs", "pause", "--kind", "inbund-order")
    told = " ".join(answer.errors.split())
    assert (answer.exit_code, "did you mean 'inbound-order'?" in told) == (2, True)
    assert "outbound-customer" in told
    assert json.loads(flow_omnium("jobs", "pauses", "--json").output) == []


def test_a_store_that_jobs_are_about_exists_though_no_setting_names_it(
    flow_omnium: Run, in_database: Run
) -> None:
    message = a_message("1").model_copy(update={"event": {"storeId": "web"}})
    in_database(lambda database: MongoRunLedger(database).record([message]))
    assert flow_omnium("jobs", "pause", "--tenant", "acme", "--store", "web").exit_code == 0


def test_a_pause_with_an_end_says_so_and_is_over_then(flow_omnium: Run, in_database: Run) -> None:
    paused = flow_omnium("jobs", "pause", "--tenant", "acme", "--for", "2h").output
    assert paused.startswith("tenant:acme is paused until ")
    (pause,) = json.loads(flow_omnium("jobs", "pauses", "--json").output)
    assert pause["until"] is not None
    assert "in 1 h" in flow_omnium("jobs", "pauses").output
    again = flow_omnium("jobs", "pause", "--tenant", "acme", "--until", "2099-01-01T07:00+01:00").output
    assert again.startswith("tenant:acme was paused already, and now is until 2099-01-01 06:00:00+00:00")

    endless = flow_omnium("jobs", "pause", "--tenant", "acme").output
    assert endless.startswith("tenant:acme was paused already, until 2099-01-01 06:00:00+00:00")
    document = json.loads(flow_omnium("jobs", "pause", "--tenant", "acme", "--json").output)
    assert (document["changed"], document["until"]) == (False, "2099-01-01T06:00:00+00:00")

    over = {"$set": {"until": NOON}}
    in_database(lambda database: database["pauses"].update_one({"_id": "tenant:acme"}, over))

    assert flow_omnium("jobs", "pauses").output == "Nothing is paused.\n"
    assert flow_omnium("jobs", "pause", "--tenant", "acme").output == "tenant:acme is paused\n"
    (pause,) = json.loads(flow_omnium("jobs", "pauses", "--json").output)
    assert pause["until"] is None


@pytest.mark.parametrize(
    ("end", "exit_code", "told"),
    [
        (("--until", "2020-01-01T07:00"), 2, "is over"),
        (("--until", "seven"), 2, "is not a time"),
        (("--for", "2 weeks"), 2, "is not a duration"),
        (("--for", "2h", "--until", "2099-01-01"), 2, "not both"),
    ],
)
def test_an_end_that_cannot_be_meant_is_refused(
    flow_omnium: Run, end: tuple[str, ...], exit_code: int, told: str
) -> None:
    answer = flow_omnium("jobs", "pause", "--tenant", "acme", *end)
    assert (answer.exit_code, told in " ".join(answer.errors.split())) == (exit_code, True)
    assert flow_omnium("jobs", "pauses").output == "Nothing is paused.\n"


def test_resuming_a_tenant_names_the_pauses_that_do_hold_its_jobs(flow_omnium: Run, in_database: Run) -> None:
    flow_omnium("jobs", "pause", "--tenant", "acme", "--store", "oslo")
    flow_omnium("jobs", "pause", "--kind", "inbound-order")
    flow_omnium("jobs", "pause", "--kind", "receivement")
    message = a_message("1")

    async def held(database: Database) -> None:
        ledger = MongoRunLedger(database)
        await ledger.record([message])
        await ledger.hold(message, "kind:inbound-order", NOON)

    in_database(held)

    answer = flow_omnium("jobs", "resume", "--tenant", "acme")

    assert (answer.exit_code, answer.output) == (1, "")
    assert answer.errors == (
        "tenant:acme is not paused; kind:inbound-order is, and holds 1 job of acme: `flow-omnium jobs resume --kind "
        "inbound-order`; store:acme/oslo is, and holds 0 jobs of acme: `flow-omnium jobs resume --tenant acme --store oslo`\n"
    )


def test_pausing_and_resuming_are_told_to_programs(flow_omnium: Run) -> None:
    paused = json.loads(flow_omnium("jobs", "pause", "--tenant", "acme", "--for", "1h", "--json").output)
    again = json.loads(flow_omnium("jobs", "pause", "--tenant", "acme", "--json").output)
    resumed = json.loads(flow_omnium("jobs", "resume", "--tenant", "acme", "--json").output)
    assert (paused["scope"], paused["paused"], paused["changed"]) == ("tenant:acme", True, True)
    assert paused["until"] > "2026"
    assert (again["changed"], again["actId"] > paused["actId"]) == (False, True)
    assert (resumed["paused"], resumed["held"]) == (False, 0)


def test_pauses_and_resumptions_are_kept(flow_omnium: Run) -> None:
    flow_omnium("jobs", "pause", "--kind", "receivement", "--reason", "new price list")
    flow_omnium("jobs", "resume", "--kind", "receivement", "--by", "ola")

    acts = json.loads(flow_omnium("jobs", "acts", "--json").output)

    assert [(act["act"], act["by"], act["target"], act["reason"]) for act in acts] == [
        ("resume", "ola", "kind:receivement", None),
        ("pause", "kari", "kind:receivement", "new price list"),
    ]
