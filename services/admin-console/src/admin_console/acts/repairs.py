"""What can be done to many jobs, and to one of them: the kinds of repair, and which jobs each leaves alone."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.refusals import (
    Refusal,
    refusal_to_bring_back,
    refusal_to_cancel,
    refusal_to_cancel_unread,
    refusal_to_do_again,
    refusal_to_retry,
    why_unreadable,
)
from flow_omnium.jobs.operator.repair import OperatorLedger, Outcome
from flow_omnium.jobs.state import FINAL

Do = Callable[[OperatorLedger, str, AuditEntry], Awaitable[Outcome]]


@dataclass(frozen=True)
class Repair:
    """A kind of repair: its name, what it does to one job and to each of many, and which jobs it refuses.

    `is_retry`: it does finished jobs again, and has no use for jobs that a pause would hold again.
    """

    done: str
    to_one: Do
    to_each: Do
    refusal: Refusal
    is_retry: bool


RETRY: Final = Repair(
    "retried", OperatorLedger.retry, OperatorLedger.retry_pending, refusal_to_retry, is_retry=True
)
CANCEL: Final = Repair(
    "cancelled", OperatorLedger.cancel, OperatorLedger.cancel, refusal_to_cancel, is_retry=False
)
BRING_BACK: Final = Repair(
    "brought back",
    OperatorLedger.retry_of_act,
    OperatorLedger.retry_of_act,
    refusal_to_bring_back,
    is_retry=True,
)

REPAIRS: Final[Mapping[str, Repair]] = MappingProxyType(
    {"retry": RETRY, "cancel": CANCEL, "bring back": BRING_BACK}
)
"""Each by the name under which it is written down."""


def name_of(repair: Repair) -> str:
    """Return the name under which a repair is written down."""
    return next(name for name, one in REPAIRS.items() if one is repair)


def prospect(repair: Repair, entry: JobEntry | UnreadableEntry, now: datetime) -> str:
    """Say what a repair would do to one job."""
    if isinstance(entry, UnreadableEntry):
        unread = why_unreadable(entry) if repair.is_retry else refusal_to_cancel_unread(entry, now)
        return f"would be {repair.done}" if unread is None else f"would be left alone: it {unread}"
    if repair.is_retry and entry.state in FINAL and refusal_to_do_again(entry) is None:
        return f"has ended as {entry.state.value} and would be done again, as a new job"
    refusal = repair.refusal(entry)
    return f"would be {repair.done}" if refusal is None else f"would be left alone: it {refusal}"
