"""Where Flow's routes hang."""

from typing import Final

TENANT_PATH: Final = "/v2/tenants/{tenantUid}"
STORE_PATH: Final = f"{TENANT_PATH}/stores/{{storeUid}}"
