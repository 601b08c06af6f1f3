"""What is stored of a tenant, and what applying a tenant does to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from flow_omnium.outcomes import Misconfigured
from flow_omnium.tenants.closed_secret import is_open
from flow_omnium.tenants.differences import Difference, differences
from flow_omnium.tenants.history import Change, ValueChange, change_of
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import Location, path_of
from flow_omnium.tenants.webhook_secrets import HashedSecret

FIRST_REVISION = 1
_View = TypeVar("_View")


@dataclass(frozen=True)
class Kept:
    """A stored key that this version does not know, and its value as it is stored: it may be a secret of another version."""

    location: Location
    value: Any = field(repr=False)

    @property
    def path(self) -> str:
        """The position, as people write it."""
        return path_of(self.location)


@dataclass(frozen=True)
class TenantRecord(Generic[_View]):
    """One stored tenant as one service sees it. `revision` is raised by every change: two equal ones are the same settings.

    Without a `tenant`, `fault` says (with the path, without secrets) what hides it; with one, which of its secrets do not
    open. `is_active` is None where that cannot be told. `kept` is what another version has stored besides. `hashes` are
    those of its webhook secrets.
    """

    tenant_uid: str
    revision: int
    tenant: _View | None
    fault: str = ""
    is_active: bool | None = None
    kept: Sequence[Kept] = ()
    hashes: Sequence[HashedSecret] = ()

    @property
    def unknown(self) -> tuple[str, ...]:
        """The paths of the keys that this version does not know."""
        return tuple(kept.path for kept in self.kept)


@dataclass(frozen=True)
class Applied:
    """What applying a tenant does, or has done. `replaces` is the revision that it was worked out for, None for none."""

    outcome: Literal["created", "changed", "repaired", "unchanged"]
    tenant: Tenant
    revision: int
    replaces: int | None
    differences: tuple[Difference, ...] = ()
    kept: Sequence[Kept] = ()
    fault: str = ""
    """What the tenant that is repaired suffers from."""
    hashes: Sequence[HashedSecret] = ()
    """Of the webhook secrets that are stored."""

    @property
    def changed(self) -> tuple[str, ...]:
        """The paths of the keys that differ."""
        return tuple(difference.path for difference in self.differences)

    def change(self, by: str, at: datetime) -> Change:
        """Describe it for the history. Raises ValueError when nothing changes."""
        if self.outcome == "unchanged":
            raise ValueError("what changes nothing has no place in the history")
        values = [
            ValueChange(key=one.path, before=one.before, after=one.after)
            for one in self.differences
            if not one.is_secret
        ]
        return change_of(self.outcome, by, at, self.changed, values)


class UnreadableTenant(Misconfigured):
    """The tenant is stored, but cannot be read: the text names the key and the reason, never a secret."""

    def __init__(self, record: TenantRecord[Any]) -> None:
        super().__init__(f"tenant {record.tenant_uid} cannot be read: {record.fault}")
        self.is_active = record.is_active


class KeepsChanging(Exception):
    """Others changed the tenant each time between our look and our write."""

    def __init__(self, tenant_uid: str) -> None:
        super().__init__(
            f"tenant {tenant_uid} was changed by somebody else again and again: nothing is written"
        )


def readable(record: TenantRecord[_View]) -> _View:
    """Return the tenant of a record. Raises UnreadableTenant."""
    if record.tenant is None:
        raise UnreadableTenant(record)
    return record.tenant


def applied(stored: TenantRecord[Tenant] | None, desired: Tenant) -> Applied:
    """Decide what applying `desired` does. A stored tenant that cannot be read whole is replaced: that is its repair.

    A tenant file that does not mention `active` leaves the activation as it is. What another version has stored besides
    is kept.
    """
    if stored is None:
        return Applied("created", desired, FIRST_REVISION, None, differences(None, desired))
    if "active" not in desired.model_fields_set and stored.is_active is not None:
        desired = desired.model_copy(update={"active": stored.is_active})
    replaces, revision, kept = stored.revision, stored.revision + 1, stored.kept
    if stored.tenant is None or stored.fault:
        return Applied("repaired", desired, revision, replaces, (), kept, stored.fault, stored.hashes)
    changes = differences(_recognised(stored.tenant, desired, stored.hashes), desired)
    if not changes:
        return Applied("unchanged", desired, stored.revision, replaces, kept=kept)
    return Applied("changed", desired, revision, replaces, changes, kept, hashes=stored.hashes)


def _recognised(stored: Tenant, desired: Tenant, hashes: Sequence[HashedSecret]) -> Tenant:
    """Put the desired webhook secrets in place of stored ones that can only be compared, where they are the same."""
    pairs = list(zip(hashes, desired.webhook_secrets, strict=False))
    is_same = len(pairs) == len(hashes) == len(desired.webhook_secrets) and all(
        hashed.matches(secret.get_secret_value().encode()) for hashed, secret in pairs
    )
    if not is_same or any(is_open(secret) for secret in stored.webhook_secrets):
        return stored
    return stored.model_copy(update={"webhook_secrets": desired.webhook_secrets})
