"""Checks access to Omnium for a tenant: a new token, then a read with it.

Only the token-manager asks Omnium for tokens. It is made to ask for a new one, since the one in hand was granted for
what the credentials were then. Tokens live side by side, so nobody loses theirs. For a tenant that is not active it
asks as well, and keeps nothing.
"""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final, Protocol

from admin_console.tenants.checks import Check, FailedStep, checks_of, why_refused, why_unreachable
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import AccessDenied, InvalidData, JobInterrupted, NotFound, TokenUnavailable
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tokens.source import AccessToken

MANAGED: Final = "the token-manager can be used"
REACHABLE: Final = "Omnium's token endpoint can be reached"
ACCEPTED: Final = "Omnium accepts the client id and secret"
ALLOWED: Final = "Omnium lets the tenant read orders"
STEPS: Final = (MANAGED, REACHABLE, ACCEPTED, ALLOWED)

_NO_ORDER: Final = "flow-omnium-check"
"""No order has this id: an answer "not found" shows that we may read orders."""

# The token-manager says whose fault it is in its words only; the first that fits counts.
_STEP_BY_WORDS: Final = (
    ("refused the tenant's client id and secret", ACCEPTED),
    ("Omnium's token endpoint", REACHABLE),
    ("omnium.apiUrl", REACHABLE),
    ("", MANAGED),
)
_HINTS: Final = (
    ("answered 404: Not Found", " (it is of an earlier release, which tries no tenant that is not active)"),
    ("answered 401", " (INTERNAL_API_KEY is not its own)"),
    ("answered 404: unknown", " (does it use this database?)"),
)


class TokenGranting(Protocol):
    """Has new tokens granted."""

    async def fresh(self, tenant_uid: str) -> AccessToken:
        """Return a token that was granted just now. Raises TokenUnavailable."""
        ...


async def check_omnium(
    tokens: TokenGranting, omnium: OmniumClient, tenant: Tenant, address: str, *, seconds: float
) -> Sequence[Check]:
    """Have a token minted, and read with it. `address` is how Omnium is called in what is found."""
    failed = await _without_token(tokens, tenant, seconds)
    if failed is None:
        failed = await _without_access(omnium, tenant, address, seconds)
    return tuple(checks_of(STEPS, failed))


async def _without_token(tokens: TokenGranting, tenant: Tenant, seconds: float) -> FailedStep | None:
    uid = tenant.tenant_uid
    try:
        async with asyncio.timeout(seconds):
            await tokens.fresh(uid)
    except TimeoutError:
        return FailedStep(MANAGED, f"it gives no token within {seconds:g} seconds")
    except TokenUnavailable as error:
        said = str(error)
        step = next(step for words, step in _STEP_BY_WORDS if words in said)
        return FailedStep(step, said + "".join(hint for words, hint in _HINTS if words in said))
    return None


async def _without_access(
    omnium: OmniumClient, tenant: Tenant, address: str, seconds: float
) -> FailedStep | None:
    try:
        async with asyncio.timeout(seconds):
            await omnium.orders.read(tenant, _NO_ORDER)
    except (NotFound, InvalidData):
        return None
    except (JobInterrupted, TimeoutError) as error:
        return FailedStep(ALLOWED, why_unreachable(error, address, seconds) or _refusal(error))
    return None


def _refusal(error: Exception) -> str:
    if not isinstance(error, AccessDenied):
        return why_refused(error)
    if error.http_status == HTTPStatus.FORBIDDEN:
        return "it refuses the read (HTTP 403): the API user lacks a role"
    return "it refuses a token that it has just given (HTTP 401)"
