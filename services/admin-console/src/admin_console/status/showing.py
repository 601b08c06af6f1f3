"""Showing the overview, for people and for programs."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from admin_console.database import with_database
from admin_console.jobs.grouping import cause_of_group
from admin_console.status.overview import Overview
from admin_console.status.reading import read_overview
from admin_console.status.words import part_lines, sentence, wrongs
from admin_console.terminal import say, show_json
from flow_omnium.jobs.circuits.circuit import Circuit
from flow_omnium.jobs.operator.bulk_acts import BulkAct
from flow_omnium.jobs.operator.job_groups import GroupBy, JobGroup

_One = TypeVar("_One")


def show_status(*, as_json: bool) -> None:
    """Say whether anything is wrong, and what."""
    seen = with_database(read_overview)
    if as_json:
        show_json(document(seen))
        return
    say(sentence(seen))
    for line in part_lines(seen):
        say(line)


def document(seen: Overview) -> dict[str, Any]:
    """Describe it for programs; a part that could not be read is null, and named in `unread`."""
    return {
        "at": seen.at.isoformat(),
        "sentence": sentence(seen),
        "wrong": list(wrongs(seen)),
        "backlog": _backlog(seen),
        "causes": _list(seen.causes, _cause),
        "pauses": _list(seen.pauses, lambda one: {"scope": one[0].scope, "by": one[0].by, "held": one[1]}),
        "circuits": _list(seen.circuits, _circuit),
        "overdue": None if seen.overdue is None else {state.value: n for state, n in seen.overdue.items()},
        "parked": None if seen.parked is None else dict(seen.parked),
        "tenants": None
        if seen.tenants is None
        else {"active": list(seen.tenants.active), "off": list(seen.tenants.off)},
        "tokens": None if seen.tokens is None else dict(seen.tokens),
        "acts": _list(seen.acts, _act),
        "unread": dict(seen.unread),
    }


def _backlog(seen: Overview) -> dict[str, Any] | None:
    if seen.backlog is None:
        return None
    pending = {
        state.value: {"jobs": one.jobs, "oldest": one.oldest and one.oldest.isoformat()}
        for state, one in seen.backlog.pending.items()
    }
    latest = seen.backlog.latest
    return {
        "pending": pending,
        "attention": seen.backlog.attention,
        "setAside": seen.backlog.set_aside,
        "latestEvent": latest and latest.isoformat(),
    }


def _cause(group: JobGroup) -> dict[str, Any]:
    return {
        "key": group.values[GroupBy.CAUSE],
        "text": cause_of_group(group),
        "jobs": group.jobs,
        "oldest": group.oldest and group.oldest.isoformat(),
        "nextAttempt": group.next_attempt and group.next_attempt.isoformat(),
        "tenants": sorted(group.tenants),
    }


def _circuit(one: Circuit) -> dict[str, Any]:
    return {"tenantUid": one.tenant_uid, "system": one.system, "failingSince": one.failing_since.isoformat()}


def _act(act: BulkAct) -> dict[str, Any]:
    return {
        "actId": act.number,
        "state": act.state.value,
        "left": act.left,
        "total": act.total,
        "why": act.why,
    }


def _list(
    several: Sequence[_One] | None, described: Callable[[_One], dict[str, Any]]
) -> list[dict[str, Any]] | None:
    return None if several is None else [described(one) for one in several]
