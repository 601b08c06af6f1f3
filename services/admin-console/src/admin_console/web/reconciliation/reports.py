"""Which reconciliation an address names."""

from admin_console.web.answers import NotThere
from admin_console.web.ask import Ask
from flow_omnium.reconciliation.mongo import MongoReconciliations
from flow_omnium.reconciliation.report import Report


async def report_of(ask: Ask) -> Report:
    """Return it. Raises NotThere where there is none for the visitor."""
    found = await MongoReconciliations(ask.database).read(ask.part("run"))
    if found is None or not ask.visitor.sees(found.order.tenant_uid):
        raise NotThere("There is no such reconciliation", (), {"All reconciliations": "/reconciliation"})
    return found
