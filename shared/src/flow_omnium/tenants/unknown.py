"""A tenant that nobody has stored, told with the one that may be meant. Imports little: every command may raise it."""

from collections.abc import Collection

from flow_omnium.tenants.nearest import nearest


class UnknownTenant(Exception):
    """No tenant of this uid is stored; of those that are `known` the nearest is named."""

    def __init__(self, tenant_uid: str, known: Collection[str] = ()) -> None:
        near = nearest(tenant_uid, known)
        hint = f": did you mean {near!r}?" if near else ""
        super().__init__(f"there is no tenant {tenant_uid!r}{hint}")
        self.tenant_uid = tenant_uid
