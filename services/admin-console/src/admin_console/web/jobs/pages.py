"""The pages of jobs: the list, and one job."""

from collections.abc import Mapping
from typing import Any

from admin_console.jobs.exporting import COLUMNS
from admin_console.jobs.filter import StateWord
from admin_console.web.answers import Answer, SeeOther, Shown, Taken
from admin_console.web.ask import Ask
from admin_console.web.brief import brief
from admin_console.web.jobs.chips import bulk_choice, bulk_hrefs, chips_of
from admin_console.web.jobs.listing import ORDERS, JobList, ListAsk, list_ask_of, read_list, rows_to_take
from admin_console.web.jobs.one import read_job
from admin_console.web.jobs.query import NAMES, address, pairs_of, with_pairs
from admin_console.web.jobs.rows import job_href, row_of
from admin_console.web.views.reading import views_for
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.held_by import HeldBy
from flow_omnium.jobs.operator.job_filter import Order
from flow_omnium.jobs.operator.job_log import MOST_COUNTED
from flow_omnium.jobs.operator.known_values import KnownValues


async def job_list(ask: Ask) -> Answer:
    """List jobs: by default those that need somebody."""
    asked = await list_ask_of(ask)
    if (given := ask.text("format")) is not None:
        rows = rows_to_take(ask.console.reading, asked.wanted, ask.now)
        return Taken("jobs", COLUMNS, rows, given)
    listed = await read_list(ask.console.reading, asked)
    zone = await brief(ask.zone(asked.choice.tenant))
    values = {
        **_of_filter(asked),
        **_of_list(asked, listed),
        "zone": zone,
        "views": await brief(views_for(ask)),
        "tenants": await brief(tenants_of(ask)),
        "kinds": [kind.value for kind in JobKind],
        "holds": [word.value for word in HeldBy],
        "words": [word.value for word in StateWord],
        "orders": [order.value for order in ORDERS],
    }
    return Shown("jobs/list.html", "Jobs that need somebody" if asked.is_default else "Jobs", values)


async def job_page(ask: Ask) -> Answer:
    """Tell one job. The beginning of an id leads to its page."""
    named = ask.part("id")
    told = await brief(read_job(ask, named))
    if told.job_id != named:
        return SeeOther(job_href(told.job_id))
    return Shown("jobs/job.html", told.heading, {"told": told, "zone": told.zone})


async def tenants_of(ask: Ask) -> list[str]:
    """Return the tenants that the visitor may ask for."""
    known, seen = await KnownValues(ask.console.reading).tenants(), ask.visitor.tenants
    return sorted(known if seen is None else seen.intersection(known))


def _of_filter(asked: ListAsk) -> Mapping[str, Any]:
    more = {"sort": _sort(asked), "all": "1" if asked.all_states else None}
    return {
        "choice": asked.choice,
        "fields": {**dict.fromkeys(NAMES, ""), **dict(pairs_of(asked.choice))},
        "states_chosen": [word.value for word in asked.choice.state or ()],
        "chips": chips_of("/jobs", asked.choice, **more),
        "order": asked.order.value,
        "all_states": asked.all_states,
        "is_default": asked.is_default,
        "query_here": address("", asked.choice, **more).removeprefix("?"),
        "csv_href": address("/jobs", asked.choice, **more, format="csv"),
        "json_href": address("/jobs", asked.choice, **more, format="json"),
        "everything_href": address("/jobs", asked.choice, sort=_sort(asked), all="1"),
        "bulk_hrefs": bulk_hrefs(bulk_choice(asked.choice, is_default=asked.is_default)),
    }


def _of_list(asked: ListAsk, listed: JobList) -> Mapping[str, Any]:
    end = listed.page.end
    more = {"sort": _sort(asked), "all": "1" if asked.all_states else None}
    states = {state.value: number for state, number in listed.unfinished.items()}
    return {
        "rows": [row_of(entry) for entry in listed.page.entries],
        "matching": listed.matching,
        "most_counted": MOST_COUNTED - 1,
        "counts": states,
        "count_hrefs": {state: _of_state(asked, state) for state in states},
        "not_shown": {state.value: number for state, number in listed.not_shown.items()},
        "next_url": None if end is None else address("/jobs", asked.choice, **more, after=str(end)),
        "is_first": asked.after is None,
    }


def _of_state(asked: ListAsk, state: str) -> str:
    pairs = [pair for pair in pairs_of(asked.choice) if pair[0] != "state"]
    return with_pairs("/jobs", [*pairs, ("state", state)])


def _sort(asked: ListAsk) -> str | None:
    return None if asked.order is Order.NEWEST else asked.order.value
