"""The list of jobs: by default what needs somebody, in pages, with a word of how many there are and what is not shown."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from admin_console.jobs.exporting import values_of
from admin_console.jobs.filter import JobChoice
from admin_console.jobs.listing import View, viewed
from admin_console.web.answers import BadAsk
from admin_console.web.ask import Ask
from admin_console.web.brief import brief
from admin_console.web.jobs.query import choice_of, known_of
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.operator.job_filter import NEEDS_SOMEBODY, JobFilter, Order
from flow_omnium.jobs.operator.job_log import MOST_COUNTED, JobLog
from flow_omnium.jobs.operator.job_pages import PAGE, JobPages, Page, Place, read_place
from flow_omnium.jobs.state import FINAL, JobState
from flow_omnium.runtime.database import Database

MOST_ROWS: Final = 100_000
_AT_ONCE: Final = 500

ORDERS: Final = (Order.NEWEST, Order.AGE, Order.NEXT, Order.ATTEMPTS)
COUNTED: Final = tuple(state for state in JobState if state not in FINAL)


@dataclass(frozen=True)
class ListAsk:
    """What a list is asked for: the filter, whether it is of every state, its order, where the page begins, and its length."""

    choice: JobChoice
    wanted: JobFilter
    all_states: bool
    order: Order
    after: Place | None
    size: int = PAGE

    @property
    def is_default(self) -> bool:
        """Tell whether it shows what needs somebody, since nothing else was asked for."""
        return self.wanted.needs_somebody


@dataclass(frozen=True)
class JobList:
    """A page of the list; how many match, and what has not ended by its state, each counted to 10,001 at most."""

    page: Page
    matching: int
    unfinished: Mapping[JobState, int]

    @property
    def not_shown(self) -> Mapping[JobState, int]:
        """What has not ended and needs nobody."""
        return {state: number for state, number in self.unfinished.items() if state not in NEEDS_SOMEBODY}


async def list_ask_of(ask: Ask) -> ListAsk:
    """Read what the address asks for. Raises BadAsk, WrongUse."""
    choice = await brief(known_of(ask, choice_of(ask)))
    order, all_states = order_of(ask), ask.text("all") is not None
    wanted = within(ask, viewed(choice, View(all_states, order), ask.now))
    return ListAsk(choice, wanted, all_states, order, place_of(ask, order), ask.choices.rows)


def within(ask: Ask, wanted: JobFilter) -> JobFilter:
    """Restrict a filter to the tenants that the visitor sees."""
    return replace(wanted, of_tenants=ask.visitor.tenants)


def order_of(ask: Ask) -> Order:
    """Return the order that is asked for. Raises BadAsk."""
    word = ask.text("sort") or Order.NEWEST.value
    if word not in {order.value for order in ORDERS}:
        message = f"sort: there is no order {word!r} (there are {', '.join(ORDERS)})"
        raise BadAsk(message)
    return Order(word)


def place_of(ask: Ask, order: Order) -> Place | None:
    """Return where the page begins, None for the first one. Raises BadAsk."""
    text = ask.text("after")
    try:
        return None if text is None else read_place(text, order)
    except ValueError:
        raise BadAsk("after: this page does not exist; begin with the first one") from None


async def read_list(database: Database, asked: ListAsk) -> JobList:
    """Read a page of the list and its counts. Raises DatabaseError."""
    log = JobLog(database)
    others = replace(asked.wanted, needs_somebody=False, state=None, states=frozenset(), pending=False)
    page, matching, counts = await asyncio.gather(
        brief(JobPages(database).page(asked.wanted, asked.after, asked.size)),
        brief(log.count(asked.wanted, at_most=MOST_COUNTED)),
        asyncio.gather(
            *(brief(log.count(replace(others, state=state), at_most=MOST_COUNTED)) for state in COUNTED)
        ),
    )
    unfinished = {state: number for state, number in zip(COUNTED, counts, strict=True) if number}
    return JobList(page, matching, unfinished)


async def rows_to_take(
    database: Database, wanted: JobFilter, now: datetime
) -> AsyncIterator[Sequence[str | int | None]]:
    """Give all jobs that match as rows to take away, as they are read. Raises DatabaseError."""
    after, left = None, MOST_ROWS
    while left > 0:
        page = await brief(JobPages(database).page(wanted, after, min(_AT_ONCE, left)))
        for entry in page.entries:
            if isinstance(entry, JobEntry):
                yield [*values_of(entry, now)]
        left -= len(page.entries)
        if page.end is None:
            return
        after = page.end
