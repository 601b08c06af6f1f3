"""Which orders are meant: those of a filter of jobs, or those of an act."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from admin_console.jobs.filter import JobChoice
from admin_console.web.answers import BadAsk
from admin_console.web.ask import Ask
from admin_console.web.brief import brief
from admin_console.web.customers.affected import AffectedOrder, orders_of
from admin_console.web.jobs.listing import list_ask_of
from admin_console.web.numbers import number_of
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.act_jobs import ActJobs
from flow_omnium.jobs.operator.choosing import AT_ONCE, Choosing, Chosen
from flow_omnium.jobs.operator.job_pages import JobPages, Place

MOST_ORDERS: Final = 500
"""So many are told with names at once: nobody calls more."""

SHOWN: Final = 25
_MOST_JOBS: Final = 5_000
_LARGEST_ACT: Final = 2**53


@dataclass(frozen=True)
class Selection:
    """Orders, and the filter or the act that they come from; `end` is where the next ones begin: behind a job, or,
    of an act, behind so many orders."""

    choice: JobChoice
    act: int | None
    orders: Sequence[AffectedOrder]
    end: Place | int | None = None
    is_cut: bool = False


async def selected(ask: Ask, most: int = SHOWN) -> Selection:
    """Return the orders of the page that the address names, at most so many. Raises BadAsk, WrongUse, DatabaseError."""
    act = _act_of(ask)
    if act is not None:
        return await _of_act(ask, act, most)
    asked = await list_ask_of(ask)
    end, entries = asked.after, list[JobEntry | UnreadableEntry]()
    while True:
        page = await brief(JobPages(ask.console.reading).page(asked.wanted, end))
        entries += page.entries
        end = page.end
        if end is None or len(orders_of(entries)) >= most or len(entries) >= _MOST_JOBS:
            return _cut(Selection(asked.choice, None, orders_of(entries), end), most)


async def _of_act(ask: Ask, act: int, most: int) -> Selection:
    ids = await brief(ActJobs(ask.database).of(act))
    seen, entries = ask.visitor.tenants, list[JobEntry | UnreadableEntry]()
    for start in range(0, min(len(ids), _MOST_JOBS), AT_ONCE):
        part = Chosen(ids[start : start + AT_ONCE])
        entries += await brief(Choosing(ask.database).sample(part, AT_ONCE))
    visible = [
        one for one in entries if isinstance(one, JobEntry) and (seen is None or one.tenant_uid in seen)
    ]
    orders, begin = orders_of(visible), _begin_of(ask)
    end = begin + most if len(orders) > begin + most else None
    is_cut = end is not None or len(ids) > _MOST_JOBS
    return Selection(JobChoice(), act, orders[begin : begin + most], end, is_cut)


def _begin_of(ask: Ask) -> int:
    text = ask.text("after")
    return 0 if text is None else number_of("after", text)


def _cut(selection: Selection, most: int) -> Selection:
    """An order is shown whole: a page ends with its last job, so a little more than asked for may be on it."""
    is_cut = selection.end is not None or len(selection.orders) > max(most, MOST_ORDERS)
    return Selection(selection.choice, selection.act, selection.orders[:MOST_ORDERS], selection.end, is_cut)


def _act_of(ask: Ask) -> int | None:
    text = ask.text("act")
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and int(text) < _LARGEST_ACT):
        message = f"act: {text!r} is no number of an act"
        raise BadAsk(message)
    return int(text)
