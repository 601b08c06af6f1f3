"""How it is shown what operators did. No I/O, no clock."""

from collections.abc import Sequence
from datetime import datetime

from rich.table import Table

from admin_console.terminal import add_row, table
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.audit_trail import KeptEntry


def table_of(acts: Sequence[KeptEntry]) -> Table | str:
    """Describe acts for people, one line each."""
    if not acts:
        return "No operator has done anything yet."
    result = table("WHEN", "WHO", "ACT", "CHANGED", "TARGET", "REASON")
    for act in acts:
        add_row(result, moment(act.at), act.by, act.act, str(act.count), act.target, act.reason or "-")
    return result


def entry_table(acts: Sequence[AuditEntry]) -> Table:
    """Describe what was done to one job, the first act first."""
    result = table("ACT", "WHEN", "WHO", "REASON")
    for act in acts:
        add_row(result, act.act, moment(act.at), act.by, act.reason or "-")
    return result


def moment(at: datetime) -> str:
    """Write a time, to the second and with its offset."""
    return at.isoformat(sep=" ", timespec="seconds")
