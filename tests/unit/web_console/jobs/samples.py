"""What the templates of jobs are shown with."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from admin_console.jobs.filter import JobChoice
from admin_console.jobs.words import Alike, Rendering
from admin_console.testing.entries import NOON, an_entry, failing, settled
from admin_console.web.jobs.chips import bulk_hrefs, chips_of
from admin_console.web.jobs.one import JobView, told_of
from admin_console.web.jobs.planning import planned_of
from admin_console.web.jobs.query import NAMES
from admin_console.web.jobs.rows import row_of
from admin_console.web.settings import LinkSettings
from admin_console.web.views.reading import SavedView
from flow_omnium.console.notes import new_note, of_job
from flow_omnium.console.views import new_view
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.job_log import MOST_COUNTED
from flow_omnium.jobs.sync import FieldChange, Plan, Summary
from flow_omnium.outcomes import InvalidData

OSLO: Final = ZoneInfo("Europe/Oslo")
LINKS: Final = LinkSettings(
    console_log_url="https://logs.example.com/?q={job}",
    console_trace_url="https://traces.example.com/{trace}",
    console_runbook_url="https://docs.example.com/runbook",
)
UNREADABLE: Final = UnreadableEntry(
    "ticket", "is no number", {"_id": "ab" * 16, "tenantUid": "acme", "key": "om-9", "state": "odd"}
)
CHOICE: Final = JobChoice(tenant="acme", store="oslo", cause="abcd", attention=True)


class _Write:
    def describe(self) -> Summary:
        return Summary("POST Flow /customers", (FieldChange("firstName", None, "Kari", is_personal=True),))


def a_list(**changes: Any) -> Mapping[str, Any]:
    """What the list has when it is empty."""
    return {
        "choice": JobChoice(),
        "fields": dict.fromkeys(NAMES, ""),
        "states_chosen": [],
        "chips": [],
        "order": "newest",
        "all_states": False,
        "is_default": True,
        "query_here": "",
        "csv_href": "/jobs?format=csv",
        "json_href": "/jobs?format=json",
        "everything_href": "/jobs?all=1",
        "bulk_hrefs": {},
        "rows": [],
        "matching": 0,
        "most_counted": MOST_COUNTED - 1,
        "counts": {},
        "count_hrefs": {},
        "not_shown": {},
        "next_url": None,
        "is_first": True,
        "zone": OSLO,
        "views": [],
        "tenants": [],
        "kinds": ["inbound-order"],
        "holds": ["pause"],
        "words": ["waiting"],
        "orders": ["newest", "age"],
        **changes,
    }


def told(entry: JobEntry) -> JobView:
    """Describe a job with all links."""
    return told_of(entry, Rendering(NOON, OSLO, alike=Alike(3, NOON)), OSLO, LINKS)


_NOTE: Final = new_note(of_job("1"), "asked the shop", NOON, sub="s", by="kari", takes=True)
_VIEW: Final = SavedView(new_view("s", "kari", "Waiting", "state=waiting", NOON), "/jobs?state=waiting", True)
_ROWS: Final = [row_of(failing()), row_of(settled()), row_of(UNREADABLE)]

SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "jobs/list.html": [
        a_list(
            choice=CHOICE,
            states_chosen=["waiting"],
            chips=chips_of("/jobs", CHOICE),
            bulk_hrefs=bulk_hrefs(CHOICE),
            rows=_ROWS,
            matching=MOST_COUNTED,
            counts={"waiting": 3, "queued": MOST_COUNTED},
            count_hrefs={"waiting": "/jobs?state=waiting", "queued": "/jobs?state=queued"},
            not_shown={"queued": MOST_COUNTED},
            next_url="/jobs?after=1.2",
            views=[_VIEW, SavedView(_VIEW.view.model_copy(update={"shared": True}), "/jobs?all=1", False)],
            tenants=["acme", "beta"],
        ),
        a_list(is_default=False, is_first=False),
        a_list(),
    ],
    "jobs/job.html": [
        {"told": replace(told(failing()), others=_ROWS, notes=[_NOTE]), "zone": OSLO},
        {"told": told(settled()), "zone": OSLO},
        {"told": told_of(an_entry(event={}), Rendering(NOON, OSLO), OSLO, LinkSettings()), "zone": OSLO},
        {"told": JobView(row_of(UNREADABLE), OSLO, stored="{}"), "zone": OSLO},
    ],
    "jobs/plan.html": [
        {"planned": planned_of(failing(), Plan(writes=(_Write(),), flags=("look",)), is_revealed=False)},
        {"planned": planned_of(failing(), Plan(writes=(_Write(),)), is_revealed=True)},
        {
            "planned": planned_of(
                failing(), Plan(failure=InvalidData("currency", "XX", "a currency")), is_revealed=False
            )
        },
        {"planned": planned_of(failing(), Plan(), is_revealed=False)},
        {"planned": replace(planned_of(failing(), Plan(), is_revealed=False), unread="Flow does not answer")},
    ],
}
