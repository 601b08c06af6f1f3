"""What brings events in: the addresses to copy, who came with which secret, and changing a secret without losing an event."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from admin_console.audit.keeping import kept
from admin_console.tenants.apply import written
from admin_console.tenants.senders import senders_of
from admin_console.web.answers import Answer, Changed, NotThere, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.overview.tenant_rows import beginning, events_by_hour
from admin_console.web.tenants.latest_events import latest_events
from admin_console.web.tenants.overtaken import not_written
from admin_console.web.tenants.rotation import (
    SecretRow,
    new_secret,
    rows_of,
    still_needed,
    with_secret,
    without_secret,
)
from admin_console.web.tenants.settings import revision_in
from admin_console.web.tenants.stored import keeping, record_of, repository, whole
from admin_console.web.tenants.subscriptions import CATEGORIES, actions, addresses, class_names
from admin_console.web.tenants.tabs import tab_values
from admin_console.web.tenants.trial_event import send_trial
from flow_omnium.job_hours.mongo import MongoJobHours
from flow_omnium.tenants.closed_secret import is_open
from flow_omnium.tenants.record import TenantRecord, readable
from flow_omnium.tenants.tenant import Tenant

_HERE: Final = "/webhooks"
_HOUR: Final = timedelta(hours=1)


async def webhooks(ask: Ask) -> Answer:
    """Show what is set at the senders, and who came."""
    record = await record_of(ask, ask.part("tenant"))
    return Shown("tenants/webhooks.html", f"{record.tenant_uid}: webhooks", await _values(ask, record))


async def _values(ask: Ask, record: TenantRecord[Tenant], **more: Any) -> Mapping[str, Any]:
    uid, gateway = record.tenant_uid, ask.console.settings.console_gateway_url
    seen = await senders_of(ask.database, uid)
    first, zone = beginning(ask.now), await ask.zone(uid)
    events = events_by_hour(await MongoJobHours(ask.console.reading).hours(first, [uid]), first)
    return tab_values(
        record,
        _HERE,
        addresses=addresses(None if gateway is None else str(gateway), uid),
        classes=class_names(record.tenant),
        categories=CATEGORIES,
        actions=actions(record.tenant),
        secrets=rows_of(record.hashes, seen),
        refused=[one for one in seen if one.is_wrong],
        events=sum(events),
        by_hour=[
            (f"{(first + _HOUR * number).astimezone(zone):%H:%M}", each) for number, each in enumerate(events)
        ],
        latest=await latest_events(ask.database, uid),
        zone=zone,
        **{"secret": None, "result": None, **more},
    )


async def add_secret(ask: Ask) -> Answer:
    """Make one more secret, and show it this once. A reload makes no further one: the revision is another one by then."""
    record = await record_of(ask, ask.part("tenant"))
    secret = new_secret()
    await _write(ask, record, with_secret(whole(record), secret), "add webhook secret")
    return await once(ask, record.tenant_uid, secret)


async def once(ask: Ask, tenant_uid: str, secret: str) -> Shown:
    """Show a secret that was made just now."""
    values = await _values(ask, await record_of(ask, tenant_uid), secret=secret)
    return Shown("tenants/webhooks.html", f"{tenant_uid}: a new webhook secret", values)


async def before_removing(ask: Ask) -> Answer:
    """Say who still uses a secret."""
    record = await record_of(ask, ask.part("tenant"))
    rows = rows_of(record.hashes, await senders_of(ask.database, record.tenant_uid))
    row = _row(rows, ask.text("secret"))
    others = [one for one in rows if one is not row]
    values = tab_values(record, _HERE, row=row, warnings=still_needed(row, others), zone=await ask.zone())
    return Shown("tenants/remove_secret.html", f"Remove the webhook secret {row.fingerprint}?", values)


async def remove_secret(ask: Ask) -> Answer:
    """Take a secret away: who comes with it is refused from now on."""
    record = await record_of(ask, ask.part("tenant"))
    fingerprint = ask.field("secret") or ""
    await _write(
        ask, record, without_secret(whole(record), record.hashes, fingerprint), "remove webhook secret"
    )
    return SeeOther(f"/tenants/{record.tenant_uid}/webhooks", f"The webhook secret {fingerprint} is removed")


async def try_event(ask: Ask) -> Answer:
    """Send a test event to the gateway with a secret of the tenant's."""
    record = await record_of(ask, ask.part("tenant"))
    uid, gateway = record.tenant_uid, ask.console.settings.console_gateway_url
    if gateway is None:
        raise Changed("No test event is sent", ["CONSOLE_GATEWAY_URL does not say where the gateway is."])
    secret = next((one for one in readable(record).webhook_secrets[::-1] if is_open(one)), None)
    if secret is None:
        raise Changed("No test event is sent", ["No webhook secret of the tenant can be opened here."])
    (address, _) = addresses(str(gateway), uid)
    async with kept(ask.database, ask.act("test event"), f"tenant {uid}", tenant=uid) as tally:
        result = await send_trial(address.url, secret.get_secret_value())
        tally.count += result.is_well
    return Shown("tenants/webhooks.html", f"{uid}: webhooks", await _values(ask, record, result=result))


async def _write(ask: Ask, record: TenantRecord[Tenant], tenant: Tenant, act: str) -> None:
    plan = await repository(ask).plan(tenant)
    is_ours = (plan.replaces or 0) == revision_in(ask)
    if not is_ours or not await written(repository(ask), keeping(ask.database), plan, ask.act(act)):
        raise not_written(record.tenant_uid)


def _row(rows: Sequence[SecretRow], fingerprint: str | None) -> SecretRow:
    found = next((one for one in rows if one.fingerprint == fingerprint), None)
    if found is None:
        raise NotThere("There is no such webhook secret")
    return found
