"""Following the jobs of an act: a line whenever something has changed, until nothing more will by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import typer

from admin_console.acts import output
from admin_console.acts.members import ActNow, act_now
from admin_console.database import with_database
from admin_console.failures import EXIT_FAILED, NothingDone
from admin_console.terminal import counted, say, show_json
from flow_omnium.jobs.operator.fates import GOES_ON, WELL
from flow_omnium.runtime.database import Database

LOOK_SECONDS: Final = 2.0


def watch(act_id: int, for_: timedelta | None, *, as_json: bool) -> None:
    """Follow the jobs of an act. Raises NothingDone; typer.Exit(1) where some fail, or have not ended in that time."""
    tell = _untold if as_json else say
    now = with_database(lambda database: _followed(database, act_id, for_, tell))
    if as_json:
        show_json(output.whole_document(now))
    else:
        for line in output.cause_lines(now.members):
            say(line)
    if any(member.fate not in WELL for member in now.members):
        raise typer.Exit(EXIT_FAILED)


def _untold(_line: str) -> None:
    """Tell a program nothing before the end."""


async def _followed(
    database: Database, act_id: int, for_: timedelta | None, tell: Callable[[str], None]
) -> ActNow:
    """Look until no job goes on, or the time is over."""
    loop, told = asyncio.get_running_loop(), ""
    until = None if for_ is None else loop.time() + for_.total_seconds()
    while True:
        now = await _look(lambda: act_now(database, act_id))
        told = _tell_change(now, told, tell)
        goes_on = now.goes_on or any(member.fate in GOES_ON for member in now.members)
        if not goes_on or (until is not None and loop.time() >= until):
            return now
        await asyncio.sleep(LOOK_SECONDS)


async def _look(read: Callable[[], Awaitable[ActNow]]) -> ActNow:
    now = await read()
    if not now.members and not now.goes_on:
        message = f"act {now.act.sequence} ({now.act.act}) was about no jobs, or it is too long ago to tell about which"
        raise NothingDone(message)
    return now


def _tell_change(now: ActNow, told: str, tell: Callable[[str], None]) -> str:
    line = f"{counted(len(now.members), 'job')}: {output.standing(now.members)}"
    if line != told:
        tell(line)
    return line
