"""What the form of a reconciliation asks for: a tenant, a kind, a window or ids, and whether jobs are made."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from admin_console.failures import WrongUse
from admin_console.reconcile.reconciling import ids_in
from admin_console.web.answers import BadAsk
from admin_console.web.ask import Ask
from admin_console.web.moments import time_in
from flow_omnium.reconciliation.order import ReconciliationKind, ReconciliationOrder

FIX = "fix"
"""The value of the field `mode` that makes jobs; any other is a dry run."""


def wanted_of(ask: Ask, tenant_uid: str) -> ReconciliationOrder:
    """Read the form; its times are in the zone in which it was shown. Raises BadAsk, WrongUse."""
    kind, ids, zone = _kind(ask.field("kind")), _ids(ask), _zone(ask.field("zone"))
    since, until = (moment_in(name, ask.field(name), zone) for name in ("since", "until"))
    if (since is None) == (ids is None):
        raise WrongUse("say either since when, for what changed, or ids, for records that you name")
    if until is not None and (since is None or until <= since):
        raise WrongUse("the window ends before it begins")
    if kind is ReconciliationKind.CUSTOMERS and ids is None:
        raise WrongUse("no published route lists which customers changed: name them by their ids")
    makes_jobs = ask.field("mode") == FIX
    return ReconciliationOrder(
        tenant_uid,
        kind,
        ask.visitor.sub,
        ask.now,
        since=since,
        until=until,
        ids=ids,
        fix=makes_jobs,
        dry_run=not makes_jobs,
    )


def moment_in(name: str, text: str | None, zone: ZoneInfo) -> datetime | None:
    """Read a time of the form (UTC). Raises BadAsk."""
    if text is None:
        return None
    try:
        return time_in(text, zone)
    except ValueError:
        message = f"{name}: {text[:40]!r} is no time"
        raise BadAsk(message) from None


def told(order: ReconciliationOrder) -> str:
    """Say what is ordered, for the record of the act."""
    what = f"{len(order.ids)} ids" if order.ids else f"all since {order.since:%Y-%m-%dT%H:%M:%S%z}"
    mends = " --fix" if order.fix else ""
    return f"tenant {order.tenant_uid}: {order.kind.value}, {what}{mends}"


def _kind(text: str | None) -> ReconciliationKind:
    try:
        return ReconciliationKind(text or "")
    except ValueError:
        kinds = ", ".join(ReconciliationKind)
        message = f"kind: it is one of {kinds}"
        raise BadAsk(message) from None


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"zone: {name!r} is no time zone"
        raise BadAsk(message) from None


def _ids(ask: Ask) -> tuple[str, ...] | None:
    text = ask.form.get("ids", "")
    return ids_in([line.strip() for line in text.splitlines()], "the field") if text.strip() else None
