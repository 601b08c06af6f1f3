"""What stands still, and pausing more of it, or lifting a pause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from admin_console.failures import NothingDone, WrongUse
from admin_console.pauses.output import paused_line, resumed_line
from admin_console.pauses.pausing import Ending, Pausing, lift_pause, set_pause
from admin_console.pauses.scopes import scope_named, words_of
from admin_console.web.acts.back import back_to
from admin_console.web.answers import Answer, BadAsk, Changed, NotThere, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.brief import brief
from admin_console.web.bulk.reach import tenants_with
from admin_console.web.filters import with_query
from admin_console.web.pauses.form import NAMES, PauseForm, pause_form
from admin_console.web.pauses.stores import Stores, stores_of
from admin_console.web.rights import Right
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.known_values import KnownValues
from flow_omnium.jobs.operator.pause_holds import PauseHold, PauseHolds

_NO_FAULTS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True)
class PauseRow:
    """A pause as it is listed, and where the jobs that it holds are; the visitor may lift it or not."""

    hold: PauseHold
    what: str
    jobs_url: str
    may_lift: bool


async def pauses_page(ask: Ask) -> Answer:
    """List what is paused, and ask for more."""
    tenant, store = ask.text("tenant"), ask.text("store")
    if tenant is not None and not ask.visitor.sees(tenant):
        raise NotThere("There is no such tenant", [], {"All pauses": "/pauses"})
    typed = dict.fromkeys(NAMES, "") | {"tenant": tenant or "", "store": store or ""}
    return await _page(ask, typed)


async def pause(ask: Ask) -> Answer:
    """Hold the jobs of one thing."""
    tenant = ask.field("tenant")
    ask.require(Right.HOLD, tenant)
    form = pause_form(ask.form, ask.now, await ask.zone(tenant))
    if form.faults or form.scope is None:
        return await _page(ask, form.typed, form.faults, status=BadAsk.status)
    wanted = Pausing(form.scope, Ending(until=form.until), force=False)
    try:
        done = await set_pause(ask.database, wanted, ask.act("pause", form.reason))
    except NothingDone as why:
        return await _page(ask, form.typed, {"store": str(why)}, status=Changed.status)
    line = paused_line(
        form.scope.name, is_new=done.is_new, is_changed=done.is_changed, ends_at=done.until, now=done.at
    )
    return SeeOther(back_to(ask, _list_of(form)), f"{line}.")


async def lift(ask: Ask) -> Answer:
    """Lift a pause; the relay releases what it held."""
    scope = scope_named(ask.field("scope") or "")
    ask.require(Right.HOLD, scope.tenant)
    _, held = await lift_pause(ask.database, scope, ask.act("resume", ask.field("reason")))
    return SeeOther(back_to(ask, "/pauses"), f"{resumed_line(scope, held)}.")


def _list_of(form: PauseForm) -> str:
    return with_query("/pauses", tenant=form.typed["tenant"] or None)


async def _page(
    ask: Ask, typed: Mapping[str, str], faults: Mapping[str, str] = _NO_FAULTS, status: int = 200
) -> Shown:
    tenant = typed["tenant"] or None
    tenants = await _tenants(ask)
    may_here, holds = tenant is not None and tenant in tenants, PauseHolds(ask.database)
    values = {
        "rows": [_row(ask, hold) for hold in await brief(holds.seen(ask.visitor.tenants))],
        "tenants": tenants,
        "typed": typed,
        "faults": faults,
        "stores": await stores_of(ask, tenant, typed["store"] or None) if tenant and may_here else Stores(()),
        "kinds": [kind.value for kind in JobKind] if ask.visitor.may(Right.HOLD) else [],
        "zone": await ask.zone(tenant),
        "may_here": may_here,
    }
    return Shown("pauses/list.html", "Pauses", values, status)


def _row(ask: Ask, hold: PauseHold) -> PauseRow:
    what = words_of(hold.pause.scope)
    try:
        scope = scope_named(hold.pause.scope)
    except WrongUse:  # somebody has written it by hand: it is shown, and lifted by hand
        return PauseRow(hold, what, "/jobs?state=held", may_lift=False)
    kind = hold.pause.scope.removeprefix("kind:") if scope.tenant is None else None
    url = with_query("/jobs", tenant=scope.tenant, store=scope.store, kind=kind, state="held")
    return PauseRow(hold, what, url, may_lift=ask.visitor.may(Right.HOLD, scope.tenant))


async def _tenants(ask: Ask) -> Sequence[str]:
    """The tenants in which the visitor may pause."""
    reach, known = tenants_with(ask.visitor, Right.HOLD), await KnownValues(ask.database).tenants()
    return sorted(known if reach is None else reach.intersection(known))
