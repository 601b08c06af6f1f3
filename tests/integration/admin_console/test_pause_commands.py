"""`flow-omnium jobs pause`, `resume` and `pauses` against a real database."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from flow_omnium.jobs.ledger.pauses import MongoPauses
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.testing.jobs import NOON, a_message

Run = Callable[..., Any]


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
    assert "stocktaking" in flow_omnium("jobs", "pauses").output
    assert "held (tenant:acme)" in flow_omnium("jobs", "list").output
    assert "1 jobs that it held" in flow_omnium("jobs", "resume", "--tenant", "acme").output


def test_pausing_a_tenant_that_is_not_there_is_pointed_out(flow_omnium: Run) -> None:
    assert flow_omnium("jobs", "pause", "--tenant", "amce").output == (
        "tenant:amce is paused (there is no such tenant)\n"
    )


def test_pauses_and_resumptions_are_kept(flow_omnium: Run) -> None:
    flow_omnium("jobs", "pause", "--kind", "receivement", "--reason", "new price list")
    flow_omnium("jobs", "resume", "--kind", "receivement", "--by", "ola")

    acts = json.loads(flow_omnium("jobs", "acts", "--json").output)

    assert [(act["act"], act["by"], act["target"], act["reason"]) for act in acts] == [
        ("resume", "ola", "kind:receivement", None),
        ("pause", "kari", "kind:receivement", "new price list"),
    ]
