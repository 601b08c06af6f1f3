"""The tabs of a tenant's pages. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flow_omnium.tenants.record import TenantRecord

_TABS: Final = (
    ("", "Activation"),
    ("/settings", "Settings"),
    ("/check", "Check"),
    ("/webhooks", "Webhooks"),
    ("/token", "Token"),
    ("/stores", "Stores"),
    ("/history", "History"),
)


@dataclass(frozen=True)
class Tab:
    """One tab; `is_here` is the one that is shown."""

    label: str
    href: str
    is_here: bool


def tabs(tenant_uid: str, here: str) -> Sequence[Tab]:
    """Return the tabs of a tenant; `here` is the end of the path that is shown."""
    return [Tab(label, f"/tenants/{tenant_uid}{path}", path == here) for path, label in _TABS]


def tab_values(record: TenantRecord[Any], here: str, **more: Any) -> Mapping[str, Any]:
    """Return what every tab shows, and what this one shows besides."""
    common = {"tenant_uid": record.tenant_uid, "record": record, "tabs": tabs(record.tenant_uid, here)}
    return {**common, **more}
