"""What is stored of a tenant, and what applying a tenant does to it. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flow_omnium.tenants.differences import Difference, differences
from flow_omnium.tenants.history import Change, change_of
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
    """What applying a tenant does, or has done. `replaces` is the revision that it was worked out for, None for none."""

    outcome: Literal["created", "changed", "repaired", "unchanged"]
    tenant: Tenant
    revision: int
    replaces: int | None
    differences: tuple[Difference, ...] = ()

    @property
    def changed(self) -> tuple[str, ...]:
        """The paths of the keys that differ."""
        return tuple(difference.path for difference in self.differences)

    def change(self, by: str, at: datetime) -> Change:
        """Describe it for the history. Raises ValueError when nothing changes."""
        if self.outcome == "unchanged":
            raise ValueError("what changes nothing has no place in the history")
        return change_of(self.outcome, by, at, self.changed)


class UnknownTenant(Exception):
    """No tenant of this uid is stored."""

    def __init__(self, tenant_uid: str) -> None:
        super().__init__(f"there is no tenant {tenant_uid!r}")


class UnreadableTenant(Exception):
    """The tenant is stored, but cannot be read: the text names the key and the reason, never a secret."""

    def __init__(self, record: TenantRecord) -> None:
        super().__init__(f"tenant {record.tenant_uid} cannot be read: {record.fault}")


class KeepsChanging(Exception):
    """Others changed the tenant each time between our look and our write."""

    def __init__(self, tenant_uid: str) -> None:
        super().__init__(
            f"tenant {tenant_uid} was changed by somebody else again and again: nothing is written"
        )


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
        return Applied("created", desired, FIRST_REVISION, None, differences(None, desired))
    replaces, revision = stored.revision, stored.revision + 1
    if stored.tenant is None:
        return Applied("repaired", desired, revision, replaces)
    if "active" not in desired.model_fields_set:
        desired = desired.model_copy(update={"active": stored.tenant.active})
    changes = differences(stored.tenant, desired)
    if not changes:
        return Applied("unchanged", stored.tenant, stored.revision, replaces)
    return Applied("changed", desired, revision, replaces, changes)
