"""What the templates of acts are shown with."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from admin_console.acts.undo import Undo, UndoKind
from admin_console.web.acts.aims import aim_of
from admin_console.web.acts.filter import NAMES, ActsAsked
from admin_console.web.acts.progress import Progress
from admin_console.web.jobs.in_brief import Brief
from flow_omnium.jobs.operator.fates import Cause, Fate, Member
from flow_omnium.jobs.operator.kept_acts import SIGN_IN, KeptEntry
from flow_omnium.jobs.operator.trail import TrailFilter
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import NOON

OSLO: Final = ZoneInfo("Europe/Oslo")
ACT: Final = KeptEntry(
    act="cancel",
    by="sub-ola",
    at=NOON,
    reason="a test",
    via="console Ola",
    target="state pending",
    count=3,
    sequence=7,
    result="done",
    tenant="acme",
    details=("states: 3 queued", "tenants: 3 acme"),
)
BARE: Final = KeptEntry(act=SIGN_IN, by="sub-ola", at=NOON, target="10.0.0.7", sequence=8)


def a_list(**changes: Any) -> Mapping[str, Any]:
    """What the list has when it is empty."""
    return {
        "acts": [],
        "aims": {one.sequence: aim_of(one) for one in (ACT, BARE)},
        "asked": ActsAsked(dict.fromkeys(NAMES), TrailFilter(), None),
        "zone": OSLO,
        "next_url": None,
        "ways": ["console"],
        "known_acts": ["retry"],
        "tenants": [],
        "csv_url": "/acts?format=csv",
        **changes,
    }


def an_act(**changes: Any) -> Mapping[str, Any]:
    """What the page of an act has that was about no jobs."""
    return {
        "act": BARE,
        "aim": aim_of(KeptEntry(act="sync order", by="sub", at=NOON, target="job 3f2a91bc77e0")),
        "zone": OSLO,
        "progress": None,
        "result": "done, 0 changed",
        "fates": {},
        "causes": [],
        "members": [],
        "briefs": {},
        "more": 0,
        "left": 0,
        "undo": None,
        "is_typed": False,
        "may_stop": False,
        "is_live": True,
        **changes,
    }


MEMBERS: Final = [
    Member("ab" * 16, Fate.FAILING, "Unavailable: no", JobState.WAITING),
    Member("cd" * 16, Fate.GONE),
]
OPEN: Final = Progress("It goes on.", 40, is_open=True, can_be_stopped=True)

SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "acts/list.html": [
        a_list(),
        a_list(asked=ActsAsked(dict.fromkeys(NAMES, "x"), TrailFilter(), None), tenants=["acme"]),
        a_list(acts=[ACT, BARE], next_url="/acts?after=7", tenants=["acme"]),
    ],
    "acts/act.html": [
        an_act(),
        an_act(act=ACT, progress=OPEN, may_stop=True, fates={"failing again": 1}, members=MEMBERS),
        an_act(
            act=ACT,
            fates={"failing again": 1, "no longer kept": 1},
            causes=[Cause("Unavailable: no", 1, "ab" * 16)],
            members=MEMBERS,
            briefs={"ab" * 16: Brief("ab" * 16, "inbound-order om-1", "acme", "waiting", NOON)},
            more=3_000,
            left=2,
            undo=Undo(UndoKind.BRING_BACK, 3),
        ),
        an_act(
            act=ACT,
            undo=Undo(UndoKind.BRING_BACK, 300),
            is_typed=True,
            is_live=False,
            fates={"cancelled": 300},
        ),
        an_act(act=ACT, undo=Undo(UndoKind.RESUME)),
    ],
}
