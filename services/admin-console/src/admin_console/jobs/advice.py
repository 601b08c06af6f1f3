"""What a person may do about a job that does not get on: in a line, with the part of the runbook that tells more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from admin_console.pauses.scopes import options_of
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import PAUSES, POISON, UNREADABLE, system_awaited
from flow_omnium.jobs.state import FINAL, JobState

RUNBOOK: Final = "docs/runbook.md"

PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AccessDenied": "FlowOmniumTenantJobsFailing",
        "TokenUnavailable": "FlowOmniumTokenRefreshFailing",
        "Unavailable": "FlowOmniumDownstreamErrors",
        "TooLarge": "FlowOmniumDownstreamErrors",
        "WorkerLostError": "FlowOmniumRelayRepublishes",
        "NotFound": "FlowOmniumJobsKeepFailing",
        "RecordMissing": "FlowOmniumJobsKeepFailing",
        "Conflict": "FlowOmniumJobsKeepFailing",
        "Rejected": "FlowOmniumJobsKeepFailing",
        "NotAccepted": "FlowOmniumJobsKeepFailing",
        "InvalidData": "FlowOmniumJobsKeepFailing",
        "Misconfigured": "FlowOmniumTenantJobsFailing",
        "SeveralFailures": "FlowOmniumJobsKeepFailing",
        "JobTimeoutError": "FlowOmniumDownstreamErrors",
    }
)
"""The part of the runbook for a class of failure."""

OTHER_FAILURES: Final = "FlowOmniumJobsFailUnexpectedly"
"""A class that none of our outcomes has is a defect."""

ASIDE: Final = "FlowOmniumJobsSetAside"
FOREIGN: Final = "FlowOmniumJobsUnreadable"
OUTAGE: Final = "FlowOmniumCircuitOpen"
HELD: Final = "FlowOmniumTenantHeld"

_MENDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AccessDenied": "the tenant's credentials or roles: {check}",
        "TokenUnavailable": "the tenant's token: {token}",
        "Misconfigured": "the tenant's settings, then {retry}",
        "InvalidData": "the record that the error names, then {retry}",
        "NotFound": "the record where it is missing, then {retry}",
        "RecordMissing": "the record where it is missing, then {retry}; one that is gone for good: {cancel}",
        "Rejected": "the record or setting that the error names, then {retry}",
        "NotAccepted": "the record or setting that the error names, then {retry}",
    }
)
_BY_ITSELF: Final = "nothing, unless it lasts: it is tried again by itself; {retry} tries it now"

_COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "check": "`flow-omnium tenants check {tenant}`",
        "token": "`flow-omnium tokens show {tenant}`",
        "retry": "`flow-omnium jobs retry {job}`",
        "cancel": "`jobs cancel`",
        "activate": "`flow-omnium tenants activate {tenant}`",
        "resume": "`flow-omnium jobs resume {pause}`",
    }
)
"""What the acts of an advice are called where they are typed."""

ACTS: Final = frozenset(_COMMANDS)
"""The acts that an advice may name."""


@dataclass(frozen=True)
class Advice:
    """What may be done, and the part of the runbook that tells more; each None where there is none.

    In `do` an act stands as its name in braces, `{retry}`: whoever shows it says what it is called there. `pause` is the name
    of the pause that holds the job, if one does.
    """

    do: str | None = None
    part: str | None = None
    pause: str | None = None


def advice(entry: JobEntry) -> Iterator[str]:
    """Say what to do about a job, and where more is told; nothing of one that ended or that nothing keeps from its run."""
    given = advised(entry)
    if given.do is not None:
        yield f"Do: {as_typed(given, entry)}"
    if given.part is not None:
        yield f"More: {link(given.part)}"


def advised(entry: JobEntry) -> Advice:
    """Return what may be done about a job, and which part of the runbook is about it."""
    if entry.state in FINAL or entry.state is JobState.RUNNING:
        return Advice()
    if entry.state is JobState.HELD:
        return _of_held(entry)
    if not entry.failures:
        return Advice()
    name = entry.last_error_class or ""
    mend = _MENDS.get(name)
    what = f"mend {mend}" if mend else _BY_ITSELF
    return Advice(what, part_of(name))


def as_typed(given: Advice, entry: JobEntry) -> str:
    """Say an advice to whoever types: each act is a command."""
    pause = options_of(given.pause) if given.pause is not None else ""
    names = {"tenant": entry.tenant_uid, "job": entry.job_id, "pause": pause}
    commands = {act: command.format(**names) for act, command in _COMMANDS.items()}
    return (given.do or "").format(**commands)


def part_of(error_class: str) -> str:
    """Return the part of the runbook for a class of failure."""
    return PARTS.get(error_class, OTHER_FAILURES)


def link(part: str) -> str:
    """Name a part of the runbook as a page has it."""
    return f"{RUNBOOK}#{part.lower()}"


def _of_held(entry: JobEntry) -> Advice:
    reason = entry.held_by or ""
    if reason == POISON:
        return Advice("find out why it takes workers down; then {retry}, or {cancel}", ASIDE)
    if reason == UNREADABLE:
        return Advice(part=FOREIGN)
    if system_awaited(reason) is not None:
        return Advice(part=OUTAGE)
    return _of_pause(reason)


def _of_pause(reason: str) -> Advice:
    kind = reason.partition(":")[0]
    if kind == "inactive":
        return Advice("{activate} when it is to work again")
    if kind not in PAUSES:
        return Advice()
    return Advice("{resume} when the pause is over", HELD if kind != "store" else None, reason)
