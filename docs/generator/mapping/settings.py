"""A tenant of the documents that are mapped for the page: what a tenant file holds, and the secrets it must have. No I/O."""

from collections.abc import Mapping
from typing import Any, Final

from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

_REQUIRED: Final = {"OMNIUM_CLIENT_ID": "none", "OMNIUM_CLIENT_SECRET": "none"}


def tenant_of(settings: Mapping[str, Any]) -> Tenant:
    """Read the settings; sections as in a tenant file."""
    return read_as(
        Tenant,
        {
            "tenantUid": "acme",
            "webhookSecrets": ["none"],
            **settings,
            "flow": {"apiToken": "none", **settings.get("flow", {})},
            "parameters": {**_REQUIRED, **settings.get("parameters", {})},
        },
    )
