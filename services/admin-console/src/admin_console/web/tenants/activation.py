"""Whether the suite works for a tenant: here, and as Flow knows it; switching it on and off, with what that means."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from admin_console.reconcile.ordering import BEFORE, order_catch_up
from admin_console.tenants.activity import activated, consequences, missed_lines, pending_of, switch
from admin_console.web.answers import Answer, Changed, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.filters import with_query
from admin_console.web.tenants.flow_extension import flow_says
from admin_console.web.tenants.needs import needs_of
from admin_console.web.tenants.stored import keeping, record_of, repository
from admin_console.web.tenants.tabs import tab_values
from flow_omnium.tenants.history import Change, Inactivity, latest_inactivity

_SWITCHES = frozenset({"activated", "deactivated"})


async def activation(ask: Ask) -> Answer:
    """Show whether the tenant is active, since when and by whom, and what each flow needs."""
    uid = ask.part("tenant")
    record = await record_of(ask, uid)
    tenant, changes = record.tenant, await repository(ask).history(uid)
    missed = latest_inactivity(changes, is_active=True) if record.is_active else None
    zone = await ask.zone(uid)
    asks_flow = ask.text("flow") is not None and tenant is not None
    values: dict[str, Any] = {
        "switched": last_switch(changes),
        "created": next((one for one in changes if one.act == "created"), None),
        "pending": await pending_of(ask.database, uid),
        "needs": [] if tenant is None else needs_of(tenant),
        "flow": await flow_says(ask.console.settings, tenant) if asks_flow and tenant else None,
        "missed": missed,
        "compare": comparison_of(uid, missed, zone),
        "zone": zone,
    }
    return Shown("tenants/activation.html", uid, tab_values(record, "", **values))


def comparison_of(tenant_uid: str, missed: Inactivity | None, zone: ZoneInfo) -> str | None:
    """Return the address of the form that compares what was missed; None where nobody knows since when."""
    if missed is None or missed.since is None:
        return None
    since, until = (
        None if at is None else f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"
        for at in (missed.since - BEFORE, missed.until)
    )
    return with_query("/reconciliation", tenant=tenant_uid, kind="orders", since=since, until=until)


def last_switch(changes: Sequence[Change]) -> Change | None:
    """Return the change that made the tenant active or not; None where the history does not tell."""
    return next((one for one in changes if one.act in _SWITCHES or "active" in one.keys), None)


async def before_deactivating(ask: Ask) -> Answer:
    """Say what a deactivation leads to, and what does less."""
    uid = ask.part("tenant")
    record = await record_of(ask, uid)
    pending = await pending_of(ask.database, uid)
    lines = [line.removeprefix(f"{uid}: ") for line in consequences(uid, pending)[:-1]]
    values = tab_values(record, "", lines=lines, pending=pending)
    return Shown("tenants/deactivate.html", f"Deactivate {uid}?", values)


async def before_activating(ask: Ask) -> Answer:
    """Say what was missed while the tenant was not active, and offer to make it good."""
    uid = ask.part("tenant")
    record = await record_of(ask, uid)
    missed = latest_inactivity(await repository(ask).history(uid), is_active=bool(record.is_active))
    lines = [line.removeprefix(f"{uid}: ") for line in missed_lines(uid, missed, ask.now)]
    can_catch_up = missed is not None and missed.since is not None
    values = tab_values(record, "", lines=lines, can_catch_up=can_catch_up)
    return Shown("tenants/activate.html", f"Activate {uid}?", values)


async def deactivate(ask: Ask) -> Answer:
    """Stop all work for the tenant."""
    uid = ask.part("tenant")
    await record_of(ask, uid)
    is_changed = await switch(
        repository(ask), keeping(ask.database), uid, ask.act("deactivate", ask.field("reason")), active=False
    )
    said = f"{uid} is not active any more" if is_changed else f"{uid} was not active"
    return SeeOther(f"/tenants/{uid}", said)


async def activate(ask: Ask) -> Answer:
    """Let the suite work for the tenant, and compare what was missed where that is wanted."""
    uid = ask.part("tenant")
    await record_of(ask, uid)
    switched = await activated(repository(ask), keeping(ask.database), uid, ask.act("activate"))
    said = f"{uid} is active" if switched.is_changed else f"{uid} was active already"
    if ask.field("catch_up") is None:
        return SeeOther(f"/tenants/{uid}", said)
    since = _since(switched.inactivity.since if switched.inactivity is not None else None, uid)
    ordered = await order_catch_up(ask.database, uid, since, ask.act("catch up"))
    return SeeOther(f"/reconciliation?tenant={uid}", f"{said}; {len(ordered)} reconciliations are queued")


def _since(since: datetime | None, uid: str) -> datetime:
    if since is None:
        raise Changed(
            "Nothing was compared",
            ["It is active, but its history does not tell since when it was not."],
            {"Compare any time": f"/reconciliation?tenant={uid}"},
        )
    return since
