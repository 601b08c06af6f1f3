"""Which of a tenant's settings are secret values, so that errors can be cleared of them."""

from flow_omnium.tenants.closed_secret import is_open
from flow_omnium.tenants.tenant import Tenant


def known_secrets(tenant: Tenant) -> tuple[str, ...]:
    """List the values that this process holds, for removal from texts only."""
    secrets = (tenant.flow.api_token, tenant.parameters.omnium_client_secret, *tenant.webhook_secrets)
    return tuple(secret.get_secret_value() for secret in secrets if is_open(secret))
