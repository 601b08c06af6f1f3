"""`flow-omnium privacy erase` that is not carried out, or not to its end."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.testing.privacy_bench import (
    CUSTOMER,
    WANTED,
    Shop,
    dumped,
    entry,
)

Run = Callable[..., Any]
InDatabase = Callable[..., Any]
FLOW_OMNIUM = Path(sys.executable).parent / "flow-omnium"


@pytest.mark.parametrize("breaks_at", ["jobs", "acts", "pauses"])
def test_an_erasure_that_was_broken_off_is_finished_by_the_next(
    flow_omnium: Run, in_database: InDatabase, shop: Shop, breaks_at: str
) -> None:
    flow_omnium("jobs", "pause", "--tenant", "acme", "--reason", f"{CUSTOMER} called")
    in_database(lambda database: database["jobs"].delete_one({"_id": shop.elsewhere.job_id}))
    in_database(lambda database: database.command("collMod", breaks_at, validator={"never": True}))
    broken = flow_omnium("privacy", "erase", *WANTED)
    assert (broken.exit_code, CUSTOMER in in_database(dumped)) == (1, True)
    assert flow_omnium("audit", "verify").exit_code == 0

    in_database(lambda database: database.command("collMod", breaks_at, validator={}))
    assert flow_omnium("privacy", "erase", *WANTED).exit_code == 0
    assert f" {CUSTOMER} " not in in_database(dumped)
    assert flow_omnium("audit", "verify").exit_code == 0
    assert in_database(lambda database: entry(database, shop.theirs))["key"] == "(erased)"


def test_nothing_is_erased_while_the_parking_places_cannot_be_looked_at(
    flow_omnium: Run, in_database: InDatabase, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = in_database(dumped)
    monkeypatch.setenv("AMQP_URL", "amqp://user:hush@127.0.0.1:9/")
    answer = flow_omnium("privacy", "erase", *WANTED)
    assert (answer.exit_code, answer.errors) == (1, "the broker cannot be used: AMQPConnectionError\n")
    assert in_database(dumped) == before
    assert shop.theirs.job_id in before


@pytest.mark.parametrize(("reply", "exit_code"), [("n\n", 1), ("y\n", 0)])
def test_on_a_terminal_it_is_asked_first(flow_omnium: Run, shop: Shop, reply: str, exit_code: int) -> None:
    flow_omnium("jobs", "list")  # sets the environment
    ours, theirs = pty.openpty()
    command: list[str | Path] = [FLOW_OMNIUM, "privacy", "erase", *WANTED]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as asked:
        os.write(ours, reply.encode())
        _, errors = asked.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert (asked.returncode, "for good?" in errors) == (exit_code, True)
    shown = flow_omnium("jobs", "show", shop.theirs.job_id).output
    assert (CUSTOMER in shown) is (exit_code == 1)
