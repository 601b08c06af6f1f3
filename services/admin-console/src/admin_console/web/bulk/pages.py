"""The page that asks before many jobs are acted on, and what its form does."""

from types import MappingProxyType
from typing import Any, Final

from admin_console.acts.bulk_start import BulkOrder, begin
from admin_console.acts.consent import ASKED_ABOVE
from admin_console.acts.preview import SAMPLE, counts_of
from admin_console.terminal import counted
from admin_console.web.acts.filters_said import said_filter
from admin_console.web.answers import Answer, Changed, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.bulk.agreeing import RATE, Agreement, agreed, digest_of
from admin_console.web.bulk.reach import require_for_many
from admin_console.web.bulk.selection import Selection, right_to, selection_of
from admin_console.web.bulk.warnings import warnings_of
from admin_console.web.jobs.in_brief import briefs
from flow_omnium.jobs.ledger.pauses import MongoPauses
from flow_omnium.jobs.operator.choosing import Choosing
from flow_omnium.jobs.operator.pause_holds import is_seen

VERBS: Final = MappingProxyType({"retried": "Retry", "cancelled": "Cancel", "brought back": "Bring back"})
PACE: Final = f"{RATE:g}"
"""What is offered for retries, so that a system that has just come back is not run over."""


async def confirm(ask: Ask) -> Answer:
    """Show how many jobs match, a few of them, since when the oldest is there, and what stands in the way."""
    selection = await selection_of(ask)
    _require(ask, selection)
    pace = PACE if selection.repair.is_retry else ""
    return await _asking(ask, selection, {"first": ask.text("first") or "", "per_second": pace})


async def start(ask: Ask) -> Answer:
    """Begin the act if just what was shown is still what matches, and somebody has agreed to its number."""
    selection = await selection_of(ask)
    _require(ask, selection)
    count = selection.chosen.count
    if ask.field("digest") != _digest(selection):
        return await _asking(ask, selection, ask.form, status=Changed.status)
    agreement = agreed(ask.form, selection.name, count)
    if agreement.faults:
        return await _asking(ask, selection, ask.form, agreement, status=400)
    number = await begin(ask.database, order_of(ask, selection, agreement))
    return SeeOther(f"/acts/{number}", begun_words(number, selection))


def order_of(ask: Ask, selection: Selection, agreement: Agreement) -> BulkOrder:
    """Say what was agreed to, for who carries it out."""
    act = ask.act(selection.name, agreement.reason)
    return BulkOrder(
        selection.repair, act, selection.target, selection.chosen, agreement.per_second, agreement.first
    )


def begun_words(number: int, selection: Selection) -> str:
    """Say what has begun."""
    return (
        f"Act {number} has begun: {counted(selection.chosen.count, 'job')} to be {selection.repair.done}. "
        "It goes on in the server, also when this page is closed."
    )


def _digest(selection: Selection) -> str:
    return digest_of(selection.name, selection.key, selection.chosen.ids)


def _require(ask: Ask, selection: Selection) -> None:
    if not selection.chosen.count:
        held = (
            f" {counted(selection.held_back, 'job')} held by a pause would match."
            if selection.held_back
            else ""
        )
        what = f"No job that can be {selection.repair.done} matches: {selection.target}.{held}"
        raise Changed("There is nothing to do", [what], {"All jobs": "/jobs"})
    for tenant in selection.chosen.tenants:
        ask.require(right_to(selection.name), tenant)
    require_for_many(ask.visitor, selection.chosen)


async def _asking(
    ask: Ask, selection: Selection, typed: Any, agreement: Agreement | None = None, status: int = 200
) -> Shown:
    chosen, verb = selection.chosen, VERBS[selection.repair.done]
    sample = await Choosing(ask.database).sample(chosen, SAMPLE)
    pauses = [one for one in await MongoPauses(ask.database).pauses() if is_seen(one, ask.visitor.tenants)]
    values = {
        "selection": selection,
        "said": said_filter(selection.target),
        "counts": counts_of(chosen),
        "verb": verb,
        "sample": briefs(sample),
        "warnings": list(warnings_of(selection.repair, chosen, selection.held_back, pauses)),
        "digest": _digest(selection),
        "is_typed": chosen.count > ASKED_ABOVE,
        "typed": {name: typed.get(name, "") for name in ("reason", "per_second", "first")},
        "faults": {} if agreement is None else agreement.faults,
        "was": typed.get("count", "") if status == Changed.status else None,
    }
    return Shown("bulk/confirm.html", f"{verb} {counted(chosen.count, 'job')}?", values, status)
