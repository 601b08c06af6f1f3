"""Taking an act back, as far as that can be done, and stopping one that goes on."""

from admin_console.acts.bulk_start import BulkOrder, begin
from admin_console.acts.consent import ASKED_ABOVE
from admin_console.acts.members import CANCELLING
from admin_console.acts.undo import PAUSING, is_still_set
from admin_console.audit.keeping import kept
from admin_console.pauses.output import resumed_line
from admin_console.pauses.pausing import lift_pause
from admin_console.pauses.scopes import scope_named
from admin_console.web.acts.visible import visible_act
from admin_console.web.answers import Answer, Changed, SeeOther
from admin_console.web.ask import Ask
from admin_console.web.bulk.agreeing import RATE
from admin_console.web.bulk.pages import begun_words
from admin_console.web.bulk.reach import require_for_many
from admin_console.web.bulk.selection import of_act
from admin_console.web.numbers import number_of
from admin_console.web.rights import Right
from flow_omnium.jobs.ledger.pauses import MongoPauses
from flow_omnium.jobs.operator.audit_trail import KeptEntry
from flow_omnium.jobs.operator.bulk_acts import BulkState
from flow_omnium.jobs.operator.bulk_store import BulkActs


async def undo(ask: Ask) -> Answer:
    """Bring back what an act cancelled, or lift the pause that it set."""
    number = number_of("act", ask.part("number"))
    act = await visible_act(ask, number)
    if act.act == PAUSING:
        return await _resume(ask, act)
    if act.act != CANCELLING:
        raise _cannot(number, f"What {act.act} has done cannot be undone: what has run has written.")
    bulk = await BulkActs(ask.database).one(number)
    if bulk is not None and bulk.state is BulkState.OPEN:
        raise _cannot(number, "It goes on: stop it first.")
    return await _bring_back(ask, number)


async def stop(ask: Ask) -> Answer:
    """Stop an act on many jobs; what it has done stays done."""
    number = number_of("act", ask.part("number"))
    act = await visible_act(ask, number)
    store = BulkActs(ask.database)
    bulk = await store.one(number)
    for tenant in () if bulk is None else bulk.tenants:
        ask.require(Right.REPAIR, tenant)
    async with kept(ask.database, ask.act("stop"), f"act {number}", tenant=act.tenant) as tally:
        tally.count += await store.ask_to_stop(number, f"stopped by {ask.visitor.name}")
    if not tally.count:
        raise _cannot(number, "It has ended, or somebody has stopped it already.")
    return SeeOther(f"/acts/{number}", f"Act {number} is being stopped; what it has done stays done.")


async def _bring_back(ask: Ask, number: int) -> Answer:
    selection = await of_act(ask, number)
    chosen = selection.chosen
    if not chosen.count:
        raise _cannot(number, "Nothing that it cancelled is left to be brought back.")
    if chosen.count > ASKED_ABOVE:
        # So many are shown first, and their number is typed.
        return SeeOther(f"/bulk?act=retry&of={number}")
    for tenant in chosen.tenants:
        ask.require(Right.REPAIR, tenant)
    require_for_many(ask.visitor, chosen)
    act = ask.act("retry", ask.field("reason"))
    order = BulkOrder(selection.repair, act, selection.target, chosen, per_second=RATE)
    begun = await begin(ask.database, order)
    return SeeOther(f"/acts/{begun}", begun_words(begun, selection))


async def _resume(ask: Ask, act: KeptEntry) -> Answer:
    scope = scope_named(act.target)
    ask.require(Right.HOLD, scope.tenant)
    if not is_still_set(act, await MongoPauses(ask.database).pauses()):
        raise _cannot(act.sequence or 0, "What it paused is resumed already, or was paused anew by somebody.")
    number, held = await lift_pause(ask.database, scope, ask.act("resume"))
    return SeeOther(f"/acts/{number}", f"{resumed_line(scope, held)}.")


def _cannot(number: int, why: str) -> Changed:
    return Changed("This cannot be done as things stand", [why], {f"Act {number}": f"/acts/{number}"})
