"""What an act was aimed at, in words that lead there: a job, a record, a tenant, a pause, a cause, another act. Pure.

The audit log keeps a target as it was said when somebody acted (`job 3f2a…`, `store:acme/oslo`, a filter). What is in none of the
forms that are known here is shown as it is kept.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from admin_console.acts.undo import PAUSING
from admin_console.jobs.naming import SHORT
from admin_console.pauses.scopes import words_of
from admin_console.web.acts.filters_said import said_filter
from admin_console.web.filters import segment
from admin_console.web.jobs.rows import record_href
from admin_console.web.saying import Said
from flow_omnium.jobs.kinds import JobKind, lock_key_of
from flow_omnium.jobs.operator.kept_acts import SIGN_IN, KeptEntry

MOST_CHARACTERS: Final = 200
"""So much of a target is shown; the list that is taken away has all of it."""

_NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})
_ON_PAUSES: Final = frozenset({PAUSING, "resume"})
_ON_FILTERS: Final = frozenset({"retry", "cancel"})
_JOB: Final = re.compile(r"job (\S+)")
_RECORD: Final = re.compile(r"(.+) of tenant ([\w.-]+)(?:( --force)?: (.+))?")
_KINDS: Final = frozenset(kind.value for kind in JobKind)

Reading = Callable[["re.Match[str]", Mapping[str, str]], Iterator[Said]]


def aim_of(act: KeptEntry, names: Mapping[str, str] = _NO_NAMES) -> Sequence[Said]:
    """Say what an act was aimed at; `names` are what jobs are about, by their ids."""
    target = act.target if len(act.target) <= MOST_CHARACTERS else f"{act.target[:MOST_CHARACTERS]} …"
    if act.act == SIGN_IN:
        return [Said(f"from {target}")]
    if act.act in _ON_PAUSES:
        return [Said(words_of(target), "/pauses")]
    for form, reading in _FORMS:
        found = form.fullmatch(target)
        if found is not None:
            return list(reading(found, names))
    return said_filter(target) if act.act in _ON_FILTERS else [Said(target)]


def job_of(act: KeptEntry) -> str | None:
    """Return the id of the job that an act was aimed at, None where it was aimed at something else."""
    found = _JOB.fullmatch(act.target)
    return None if found is None else found[1]


def _job(found: "re.Match[str]", names: Mapping[str, str]) -> Iterator[Said]:
    job_id = found[1]
    name = names.get(job_id)
    yield Said(f"job {job_id[:SHORT]}" if name is None else name, f"/jobs/{segment(job_id)}")
    if name is not None:
        yield Said(f" (job {job_id[:SHORT]})")


def _tenant(found: "re.Match[str]", names: Mapping[str, str]) -> Iterator[Said]:
    del names
    yield Said(f"tenant {found[1]}", f"/tenants/{segment(found[1])}")
    if found[2]:
        yield Said(found[2])


def _task(found: "re.Match[str]", names: Mapping[str, str]) -> Iterator[Said]:
    del names
    tenant, task, manner = found.groups()
    yield Said(f"task {task}", f"/tasks?tenant={segment(tenant)}")
    yield Said(f" of {tenant}{manner or ''}")


def _record(found: "re.Match[str]", names: Mapping[str, str]) -> Iterator[Said]:
    """Of `order '1234' of tenant acme: inbound-order om-1, outbound-order 68` each job leads to its record."""
    del names
    what, tenant, force, jobs = found.groups()
    yield _kind_and_key(what, tenant)
    yield Said(f" of {tenant}{force or ''}")
    for position, job in enumerate((jobs or "").split(", ") if jobs else ()):
        yield Said(", " if position else ": ")
        yield _kind_and_key(job, tenant)


def _kind_and_key(text: str, tenant: str) -> Said:
    kind, _, key = text.partition(" ")
    if kind not in _KINDS or not key:
        return Said(text)
    return Said(text, record_href(tenant, lock_key_of(JobKind(kind), key)))


def _leads_to(path: str) -> Reading:
    """Lead with the whole target to a page that is named by its last word."""

    def reading(found: "re.Match[str]", names: Mapping[str, str]) -> Iterator[Said]:
        del names
        yield Said(found[0], f"{path}{segment(found[1])}")

    return reading


def _parked(found: "re.Match[str]", names: Mapping[str, str]) -> Iterator[Said]:
    del names
    yield Said(found[0], "/parked")


_FORMS: Final[Sequence[tuple["re.Pattern[str]", Reading]]] = (
    (_JOB, _job),
    (re.compile(r"tenant ([\w.-]+)(:.*)?"), _tenant),
    (re.compile(r"act (\d+)"), _leads_to("/acts/")),
    (re.compile(r"cause ([0-9a-f]+)"), _leads_to("/problems/")),
    (re.compile(r"a parked message of \S+"), _parked),
    (re.compile(r"([\w.-]+)/([a-z-]+)( --.*)?"), _task),
    (_RECORD, _record),
)
