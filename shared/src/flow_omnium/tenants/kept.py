"""What is made of a tenant's settings once, and kept until they change."""

from collections.abc import Callable
from typing import Generic, TypeVar

from flow_omnium.tenants.tenant import Tenant

_Made = TypeVar("_Made")


class OfTenants(Generic[_Made]):
    """Keeps one thing for each tenant. Settings that were read anew are another object, of which it is made anew."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Tenant, _Made]] = {}

    def of(self, tenant: Tenant, make: Callable[[Tenant], _Made]) -> _Made:
        """Return what is made of the tenant. Raises what the making raises."""
        kept = self._kept.get(tenant.tenant_uid)
        if kept is not None and kept[0] is tenant:
            return kept[1]
        made = make(tenant)
        self._kept[tenant.tenant_uid] = (tenant, made)
        return made
