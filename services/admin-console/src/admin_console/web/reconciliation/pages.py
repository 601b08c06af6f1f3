"""Whether both sides are in step: which comparisons there were, and what each has found."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Final

from admin_console.reconcile.output import WORDS, about
from admin_console.web.answers import Answer, BadAsk, NotThere, Shown, Taken
from admin_console.web.ask import Ask
from admin_console.web.filters import with_query
from admin_console.web.paging import After, behind, paged
from admin_console.web.reconciliation.mending import left_of
from admin_console.web.reconciliation.reports import report_of
from admin_console.web.tenants.stored import visible_uids
from flow_omnium.jobs.kinds import lock_key_of
from flow_omnium.reconciliation.mongo import MongoReconciliations
from flow_omnium.reconciliation.order import ReconciliationKind
from flow_omnium.reconciliation.report import MOST_ROWS, OPEN, Report, Row
from flow_omnium.reconciliation.result import Result

_TIES: Final = 50
"""So many may be ordered at one moment: a tenant's catching up orders several."""

_MOST_REPORTS: Final = 1_000
_LISTED: Final = (
    "id",
    "ordered",
    "tenant",
    "kind",
    "what",
    "state",
    "looked at",
    "differ",
    "given a job",
    "by",
)
_COLUMNS: Final = ("kind", "key", "result", "differs", "error", "given a job", "at")


async def reconciliations(ask: Ask) -> Answer:
    """List the latest reconciliations, and offer another one."""
    uids, tenant = await visible_uids(ask), ask.text("tenant")
    if tenant is not None and tenant not in uids:
        heading = f"There is no tenant {tenant}"
        raise NotThere(heading, (), {"All reconciliations": "/reconciliation"})
    of = ask.visitor.tenants if tenant is None else {tenant}
    store, after, size = MongoReconciliations(ask.database), After.read(ask.text("after")), ask.choices.rows
    if (form := ask.text("format")) is not None:
        return Taken("reconciliations", _LISTED, _lines(await store.recent(_MOST_REPORTS, of)), form)
    found = await store.recent(size + 1 + _TIES, of, None if after is None else after.at)
    # What was ordered at one moment comes in any order.
    in_order = sorted(found, key=_place, reverse=True)
    page = paged(behind(in_order, _place, after), _place, size)
    values = {
        "reports": page.rows,
        "next_url": page.after and with_query("/reconciliation", tenant=tenant, after=page.after.written()),
        "tenants": uids,
        "tenant": tenant,
        "kinds": list(ReconciliationKind),
        "typed": {name: ask.text(name) for name in ("kind", "since", "until")},
        "about": about,
        "zone": await ask.zone(tenant),
    }
    return Shown("reconciliation/list.html", "Reconciliation", values)


def _place(one: Report) -> tuple[datetime, str]:
    return one.order.at, one.id


async def report(ask: Ask) -> Answer:
    """Show a reconciliation: how far it is, and each record that does not agree."""
    one, wanted = await report_of(ask), _result(ask)
    store = MongoReconciliations(ask.database)
    if (form := ask.text("format")) is not None:
        rows = await store.rows(one.id, MOST_ROWS, wanted)
        return Taken(f"reconciliation-{one.id[:8]}", _COLUMNS, _cells(rows), form)
    after = After.read(ask.text("after"))
    found = await store.rows(one.id, ask.choices.rows + 1, wanted, None if after is None else after.key)
    page = paged(found, lambda row: (row.at, row.name), ask.choices.rows)
    more = {"result": None if wanted is None else wanted.value, "after": page.after and page.after.written()}
    zone = await ask.zone(one.order.tenant_uid)
    values = {
        "report": one,
        "rows": [(row, lock_key_of(row.kind, row.key)) for row in page.rows],
        "is_first": after is None,
        "next_url": page.after and with_query(f"/reconciliation/{one.id}", **more),
        "wanted": wanted,
        "words": WORDS,
        "is_open": one.state in OPEN,
        "about": about(one, zone),
        "left": await left_of(ask, one),
        "zone": zone,
    }
    return Shown("reconciliation/report.html", f"{one.order.tenant_uid}: {one.order.kind.value}", values)


def _result(ask: Ask) -> Result | None:
    text = ask.text("result")
    found = next((one for one in Result if one.value == text), None)
    if found is None and text is not None:
        message = f"result: {text!r} is none of {', '.join(Result)}"
        raise BadAsk(message)
    return found


async def _cells(rows: Sequence[Row]) -> AsyncIterator[Sequence[str | int | None]]:
    for row in rows:
        told_of = "; ".join(row.judgement.told)
        fixed = "yes" if row.is_fixed else "no"
        yield (
            row.kind.value,
            row.key,
            WORDS[row.result],
            told_of,
            row.judgement.error,
            fixed,
            row.at.isoformat(),
        )


async def _lines(reports: Sequence[Report]) -> AsyncIterator[Sequence[str | int | None]]:
    for one in reports:
        order, counts = one.order, one.counts
        what = (order.at.isoformat(), order.tenant_uid, order.kind.value, about(one), one.state.value)
        yield (one.id, *what, counts.looked_at, counts.drift, counts.fixed, order.by)
