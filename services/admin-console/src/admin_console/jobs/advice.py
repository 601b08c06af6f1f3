"""What a person may do about a job that does not get on: in a line, with the part of the runbook that tells more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import POISON, UNREADABLE, system_awaited
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
        "AccessDenied": "the tenant's credentials or roles: `flow-omnium tenants check {tenant}`",
        "TokenUnavailable": "the tenant's token: `flow-omnium tokens show {tenant}`",
        "Misconfigured": "the tenant's settings, then `flow-omnium jobs retry {job}`",
        "InvalidData": "the record that the error names, then `flow-omnium jobs retry {job}`",
        "NotFound": "the record where it is missing, then `flow-omnium jobs retry {job}`",
        "RecordMissing": "the record where it is missing, then `flow-omnium jobs retry {job}`; one that is gone for good: `jobs cancel`",
        "Rejected": "the record or setting that the error names, then `flow-omnium jobs retry {job}`",
        "NotAccepted": "the record or setting that the error names, then `flow-omnium jobs retry {job}`",
    }
)
_BY_ITSELF: Final = (
    "nothing, unless it lasts: it is tried again by itself; `flow-omnium jobs retry {job}` tries it now"
)


@dataclass(frozen=True)
class Advice:
    """What may be done, and the part of the runbook that tells more; each None where there is none."""

    do: str | None = None
    part: str | None = None


def advice(entry: JobEntry) -> Iterator[str]:
    """Say what to do about a job, and where more is told; nothing of one that ended or that nothing keeps from its run."""
    given = advised(entry)
    if given.do is not None:
        yield f"Do: {given.do}"
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
    return Advice(what.format(tenant=entry.tenant_uid, job=entry.job_id), part_of(name))


def part_of(error_class: str) -> str:
    """Return the part of the runbook for a class of failure."""
    return PARTS.get(error_class, OTHER_FAILURES)


def link(part: str) -> str:
    """Name a part of the runbook as a page has it."""
    return f"{RUNBOOK}#{part.lower()}"


def _of_held(entry: JobEntry) -> Advice:
    reason = entry.held_by or ""
    if reason == POISON:
        what = f"find out why it takes workers down; then `flow-omnium jobs retry {entry.job_id}`, or `jobs cancel`"
        return Advice(what, ASIDE)
    if reason == UNREADABLE:
        return Advice(part=FOREIGN)
    if system_awaited(reason) is not None:
        return Advice(part=OUTAGE)
    return _of_pause(*reason.partition(":")[::2])


def _of_pause(kind: str, name: str) -> Advice:
    if kind == "inactive":
        return Advice(f"`flow-omnium tenants activate {name}` when it is to work again")
    if kind in ("tenant", "kind"):
        return Advice(f"`flow-omnium jobs resume --{kind} {name}` when the pause is over", HELD)
    if kind != "store":
        return Advice()
    tenant, _, store = name.partition("/")
    return Advice(f"`flow-omnium jobs resume --tenant {tenant} --store {store}` when the pause is over")
