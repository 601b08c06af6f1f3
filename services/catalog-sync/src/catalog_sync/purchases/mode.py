"""Which of the two ways a tenant's purchase orders go: Omnium's own, or each delivery as one (`ExportDeliveryAsPo`)."""

from typing import Final

from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.task import RunRefused
from flow_omnium.tenants.tenant import Tenant

TASKS: Final = frozenset({TaskName.PURCHASE_ORDER, TaskName.DELIVERY})


def is_by_delivery(tenant: Tenant) -> bool:
    """Tell whether deliveries are exported."""
    return tenant.connector is not None and tenant.connector.export_delivery_as_po


def task_of(tenant: Tenant) -> TaskName:
    """Return the task that runs for the tenant; the other one has nothing to do."""
    return TaskName.DELIVERY if is_by_delivery(tenant) else TaskName.PURCHASE_ORDER


def require_mode(tenant: Tenant, task: TaskName) -> None:
    """Raise RunRefused for the task of the other way: both would write the same goods twice."""
    if task_of(tenant) is not task:
        message = f"connector.ExportDeliveryAsPo says otherwise: {task_of(tenant)} is the task of this tenant"
        raise RunRefused(message)
