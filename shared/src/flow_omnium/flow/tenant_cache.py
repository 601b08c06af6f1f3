"""How long a read Flow tenant is good for. Its time zone and country hardly ever change; every order needs them."""

from collections.abc import Callable

from flow_omnium.flow.models import Tenant

FRESH_SECONDS = 300.0


class TenantCache:
    """Keeps each tenant for some minutes of `monotonic`, a clock in seconds that never goes back."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._kept: dict[str, tuple[float, Tenant]] = {}

    def get(self, key: str) -> Tenant | None:
        """Return the tenant if it is still fresh."""
        stale_at, tenant = self._kept.get(key, (0.0, None))
        return tenant if self._monotonic() < stale_at else None

    def put(self, key: str, tenant: Tenant) -> None:
        """Keep a tenant that was just read."""
        self._kept[key] = (self._monotonic() + FRESH_SECONDS, tenant)
