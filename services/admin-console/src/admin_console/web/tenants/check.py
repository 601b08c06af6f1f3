"""Trying a tenant against both systems, active or not; what was found last is kept."""

from typing import Final

from admin_console.audit.keeping import kept
from admin_console.tenants.check import check_stored
from admin_console.tenants.check_names import kept_names
from admin_console.web.answers import Answer, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.tenants.stored import record_of
from admin_console.web.tenants.tabs import tab_values
from flow_omnium.tenants.kept_checks import Finding, KeptCheck, MongoKeptChecks

_HERE: Final = "/check"


async def check(ask: Ask) -> Answer:
    """Show what was found last."""
    record = await record_of(ask, ask.part("tenant"))
    found = await MongoKeptChecks(ask.database).of(record.tenant_uid)
    values = tab_values(record, _HERE, found=found, zone=await ask.zone(record.tenant_uid))
    return Shown("tenants/check.html", f"{record.tenant_uid}: check", values)


async def run(ask: Ask) -> Answer:
    """Check the tenant now."""
    uid = ask.part("tenant")
    await record_of(ask, uid)
    act = ask.act("check")
    async with kept(ask.database, act, f"tenant {uid}", tenant=uid) as tally:
        checked = await check_stored(ask.console.settings, ask.database, uid)
        findings = [Finding(one.what, one.verdict, one.reason) for one in checked.findings]
        names = kept_names(checked.compared)
        await MongoKeptChecks(ask.database).keep(uid, KeptCheck(checked.at, act.by, findings), names)
        tally.count += len(findings)
    wrong = sum(one.verdict != "ok" for one in findings)
    said = "All is as it should be" if not wrong else f"{wrong} of {len(findings)} need a look"
    return SeeOther(f"/tenants/{uid}/check", said)
