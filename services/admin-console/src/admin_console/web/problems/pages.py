"""The pages of problems: all causes, one cause, and the note beside it."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Final

from admin_console.audit.keeping import kept
from admin_console.web.answers import Answer, BadAsk, NotThere, SeeOther, Shown, Taken
from admin_console.web.ask import Ask
from admin_console.web.brief import brief
from admin_console.web.jobs.chips import chips_of
from admin_console.web.jobs.query import address
from admin_console.web.problems.problem import Problem
from admin_console.web.problems.reading import read_cause, read_problems
from flow_omnium.console.notes import LONGEST, Notes, new_note, of_cause
from flow_omnium.jobs.operator.known_values import KnownValues

_SHORTEST_KEY: Final = 4
_COLUMNS: Final = (
    *("cause", "error", "call", "status", "text", "jobs"),
    *("first", "last", "next", "tenants", "stores", "example"),
)


async def problem_list(ask: Ask) -> Answer:
    """List what is broken, by cause."""
    problems = await read_problems(ask)
    if (given := ask.text("format")) is not None:
        return Taken("problems", _COLUMNS, _rows(problems.failing), given)
    values = {
        "problems": problems,
        "chips": chips_of("/problems", problems.choice),
        "csv_href": address("/problems", problems.choice, format="csv"),
        "zone": problems.zone,
    }
    return Shown("problems/list.html", "Problems", values)


async def problem_page(ask: Ask) -> Answer:
    """Tell one cause. The beginning of its key leads to its page; one that is over is told as such."""
    key = ask.part("cause").lower()
    told = await read_cause(ask, key)
    if told.problem is None and not told.held and not told.notes:
        return await _by_beginning(ask, key)
    heading = f"Problem {key}" if told.problem is None else _heading(told.problem)
    values = {"told": told, "zone": told.zone}
    return Shown("problems/problem.html", heading, values)


async def add_note(ask: Ask) -> Answer:
    """Keep a note beside a cause."""
    key, text = ask.part("cause").lower(), ask.field("text")
    if text is None:
        raise BadAsk("text: say what is to be noted", links={"Back to the problem": f"/problems/{key}"})
    if key not in await brief(KnownValues(ask.database).causes(key, ask.visitor.tenants)):
        message = f"No job fails for the cause {key}"
        raise NotThere(message, links={"Problems": "/problems"})
    visitor = ask.visitor
    note = new_note(
        of_cause(key), text[:LONGEST], ask.now, sub=visitor.sub, by=visitor.name, tenants=visitor.tenants
    )
    async with kept(ask.database, ask.act("note", text), f"cause {key}") as tally:
        await Notes(ask.database).add(note)
        tally.count += 1
    return SeeOther(f"/problems/{key}", "Noted")


async def _by_beginning(ask: Ask, key: str) -> Answer:
    begun = len(key) >= _SHORTEST_KEY and key.isalnum()
    found = await brief(KnownValues(ask.database).causes(key, ask.visitor.tenants)) if begun else []
    if len(found) == 1 and found[0] != key:
        return SeeOther(f"/problems/{found[0]}")
    message = f"No job fails for the cause {key}"
    lines = ["A cause is over when all of its jobs have ended well."]
    raise NotThere(message, lines, {"Problems": "/problems"})


def _heading(problem: Problem) -> str:
    answered = f" answered {problem.status}" if problem.status else ""
    return f"{problem.error}: {problem.call}{answered}" if problem.call else problem.error


async def _rows(problems: Sequence[Problem]) -> AsyncIterator[Sequence[str | int | None]]:
    for one in problems:
        times = [_moment(at) for at in (one.first, one.last, one.next_at)]
        tenants, stores = " ".join(one.tenants), " ".join(one.stores)
        yield [
            one.key,
            one.error,
            one.call,
            one.status,
            one.text,
            one.jobs,
            *times,
            tenants,
            stores,
            one.example,
        ]


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
