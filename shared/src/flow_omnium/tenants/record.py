"""What is stored of a tenant, and what applying a tenant does to it. No I/O."""

from dataclasses import dataclass
from typing import Literal

from flow_omnium.tenants.differences import changed_keys
from flow_omnium.tenants.tenant import Tenant

FIRST_REVISION = 1


@dataclass(frozen=True)
class TenantRecord:
    """One stored tenant: either `tenant`, or the `fault` (with its path, without secrets) that hides it.

    `revision` is raised by every change, so two equal revisions are the same settings.
    """

    tenant_uid: str
    revision: int
    tenant: Tenant | None
    fault: str = ""


@dataclass(frozen=True)
class Applied:
    """What applying a tenant did. `changed` names keys, never values."""

    outcome: Literal["created", "changed", "unchanged"]
    tenant: Tenant
    revision: int
    changed: tuple[str, ...] = ()


class UnknownTenant(Exception):
    """No tenant of this uid is stored."""

    def __init__(self, tenant_uid: str) -> None:
        super().__init__(f"there is no tenant {tenant_uid!r}")


class UnreadableTenant(Exception):
    """The tenant is stored, but cannot be read: the text names the key and the reason, never a secret."""

    def __init__(self, record: TenantRecord) -> None:
        super().__init__(f"tenant {record.tenant_uid} cannot be read: {record.fault}")


def readable(record: TenantRecord) -> Tenant:
    """Return the tenant of a record. Raises UnreadableTenant."""
    if record.tenant is None:
        raise UnreadableTenant(record)
    return record.tenant


def applied(stored: TenantRecord | None, desired: Tenant) -> Applied:
    """Decide what applying `desired` does. A stored tenant that cannot be read is replaced: that is its repair.

    A tenant file that does not mention `active` leaves the activation as it is.
    """
    if stored is None:
        return Applied("created", desired, FIRST_REVISION)
    if stored.tenant is None:
        return Applied("changed", desired, stored.revision + 1)
    if "active" not in desired.model_fields_set:
        desired = desired.model_copy(update={"active": stored.tenant.active})
    changed = changed_keys(stored.tenant, desired)
    if not changed:
        return Applied("unchanged", stored.tenant, stored.revision)
    return Applied("changed", desired, stored.revision + 1, changed)
