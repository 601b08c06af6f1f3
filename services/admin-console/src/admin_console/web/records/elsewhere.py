"""Where a record is looked at in Omnium and in Flow themselves, where the console is told how. Pure.

Neither vendor publishes the addresses of its pages, so they are templates: `{kind}` (`order`, `customer`, …), `{id}` (what that
system calls the record) and `{tenant}`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from admin_console.web.jobs.links import filled
from admin_console.web.settings import LinkSettings
from flow_omnium.jobs.kinds import EVERY_STORE, EXPORTS, WHATEVER_CHANGED, JobKind
from flow_omnium.jobs.operator.finding import LedgerRecord

_OF_OMNIUM: Final = EXPORTS | {JobKind.INBOUND_ORDER}
"""The jobs whose keys are Omnium's ids; those of all others are Flow's uids."""

_NO_RECORD: Final = frozenset({EVERY_STORE, WHATEVER_CHANGED})


@dataclass(frozen=True)
class Elsewhere:
    """A system, and the address of the record's page there."""

    system: str
    href: str


def elsewhere_of(record: LedgerRecord, settings: LinkSettings) -> Iterator[Elsewhere]:
    """Yield where it is looked at: only in a system that is known to have it by a job of ours, and by its own id."""
    kind = record.lock_key.partition(":")[0]
    for system, template, is_omniums in (
        ("Omnium", settings.console_omnium_url, True),
        ("Flow", settings.console_flow_url, False),
    ):
        keys = (job.key for job in record.jobs if (job.kind in _OF_OMNIUM) == is_omniums)
        key = next((key for key in keys if key not in _NO_RECORD), None)
        if template is not None and key is not None:
            told = {"kind": kind, "id": key, "tenant": record.tenant_uid}
            yield Elsewhere(system, filled(template, told))
