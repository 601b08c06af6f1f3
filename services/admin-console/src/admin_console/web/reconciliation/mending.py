"""What is done about a report: what is missing is brought over, what differs is compared once more or brought over as well."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from admin_console.tenants.known import require_active
from admin_console.web.answers import Answer, BadAsk, Changed
from admin_console.web.ask import Ask
from admin_console.web.reconciliation.ordering import ordered
from admin_console.web.reconciliation.reports import report_of
from admin_console.web.rights import Right
from flow_omnium.reconciliation.mongo import MongoReconciliations
from flow_omnium.reconciliation.order import ReconciliationOrder
from flow_omnium.reconciliation.report import MOST_ROWS, Report
from flow_omnium.reconciliation.result import Result

MISSING: Final = "missing"
DIFFER: Final = "differ"
GROUPS: Final[Mapping[str, frozenset[Result]]] = MappingProxyType(
    {
        MISSING: frozenset({Result.MISSING_IN_FLOW, Result.MISSING_IN_OMNIUM}),
        DIFFER: frozenset({Result.DIFFER}),
    }
)
"""What is dealt with together, by the value of the form's field `what`."""


@dataclass(frozen=True)
class Left:
    """How many records of a report are still missing, or still differ: those that have been given no job."""

    missing: int = 0
    differ: int = 0


async def left_of(ask: Ask, one: Report) -> Left:
    """Count what nobody has dealt with. Raises LedgerUnavailableError."""
    counts = one.counts
    numbers = {result: counts.of(result) for result in Result}
    if counts.fixed:
        # Which of them were given a job the rows alone know.
        numbers = dict(await MongoReconciliations(ask.database).without_job(one.id))
    return Left(*(sum(numbers.get(result, 0) for result in GROUPS[what]) for what in (MISSING, DIFFER)))


async def mend(ask: Ask) -> Answer:
    """Have what is missing, or what differs, compared once more, and given a job where it still is not in step."""
    one = await report_of(ask)
    ask.require(Right.HOLD, one.order.tenant_uid)
    again = await _again(ask, one, ask.field("what") or MISSING)
    return await ordered(ask, replace(again, fix=True, dry_run=False))


async def compare(ask: Ask) -> Answer:
    """Have it compared once more, and nothing written."""
    one = await report_of(ask)
    ask.require(Right.REPAIR, one.order.tenant_uid)
    return await ordered(ask, await _again(ask, one, ask.field("what") or DIFFER))


async def _again(ask: Ask, one: Report, what: str) -> ReconciliationOrder:
    if what not in GROUPS:
        message = f"what: {what!r} is neither {MISSING} nor {DIFFER}"
        raise BadAsk(message)
    await require_active(ask.database, one.order.tenant_uid)
    rows = await MongoReconciliations(ask.database).rows(one.id, MOST_ROWS)
    ids = tuple(dict.fromkeys(row.key for row in rows if row.result in GROUPS[what] and not row.is_fixed))
    if not ids:
        raise Changed("There is nothing to mend", [f"No record of it is {_WORDS[what]} that has no job."])
    order = one.order
    return ReconciliationOrder(order.tenant_uid, order.kind, ask.visitor.sub, ask.now, ids=ids, dry_run=True)


_WORDS: Final = MappingProxyType({MISSING: "missing", DIFFER: "differing"})
