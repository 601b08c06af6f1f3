"""What the templates of problems are shown with."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from admin_console.jobs.filter import JobChoice
from admin_console.testing.entries import NOON, failing
from admin_console.web.jobs.chips import chips_of
from admin_console.web.jobs.rows import row_of
from admin_console.web.problems.problem import held_of, problem_of
from admin_console.web.problems.reading import CauseView, Part, Problems
from flow_omnium.console.notes import new_note, of_cause
from flow_omnium.jobs.cause import cause_of
from flow_omnium.jobs.operator.job_groups import GroupBy, JobGroup

OSLO: Final = ZoneInfo("Europe/Oslo")
_CAUSE: Final = cause_of("Unavailable", "bad gateway", system="Flow", call="POST /orders", status=502)
_NOTE: Final = new_note(of_cause(_CAUSE.key), "INC-77", NOON, sub="s", by="kari")
_GROUP: Final = JobGroup(
    values={GroupBy.CAUSE: _CAUSE.key},
    jobs=1_204,
    oldest=NOON,
    next_attempt=NOON,
    example="a" * 32,
    tenants=frozenset({"acme", "beta", "gamma", "delta"}),
    cause=_CAUSE.model_dump(by_alias=True),
    newest=NOON,
    stores=frozenset({"oslo", "bergen", "moss", "hamar"}),
    message="Flow POST /orders answered 502: bad gateway 17",
)
_ODD: Final = JobGroup({GroupBy.CAUSE: None}, 1, None, None, "b" * 32, frozenset(), cause=None)
_HELD: Final = JobGroup({GroupBy.CAUSE: None}, 3, NOON, None, "c" * 32, frozenset({"acme"}), "tenant:acme")
_PROBLEM: Final = problem_of(_GROUP, {NOON: 7}, [_NOTE], now=NOON, runbook="https://docs.example.com/r")
_BARE: Final = problem_of(_ODD, now=NOON)
_CHOICE: Final = JobChoice(tenant="acme", store="oslo")
_PARTS: Final = {"tenant": [Part("acme", 3, "/jobs?tenant=acme")], "kind": []}

SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "problems/list.html": [
        {
            "problems": Problems(_CHOICE, [_PROBLEM, _BARE], [held_of(_HELD)]),
            "chips": chips_of("/problems", _CHOICE),
            "csv_href": "/problems?format=csv",
            "zone": OSLO,
        },
        {
            "problems": Problems(JobChoice(), [], []),
            "chips": [],
            "csv_href": "/problems?format=csv",
            "zone": OSLO,
        },
    ],
    "problems/problem.html": [
        {
            "told": CauseView(_CAUSE.key, _PROBLEM, _PARTS, 2, [row_of(failing())], [_NOTE]),
            "zone": OSLO,
        },
        {"told": CauseView("abcdef", _BARE, {}, 0, [], []), "zone": OSLO},
        {"told": CauseView("abcdef", None, {}, 1, [], [_NOTE]), "zone": OSLO},
    ],
}
