"""A tenant's token of Omnium: how it stands, and having a new one granted. The token itself is never read here."""

from typing import Final

import aiohttp

from admin_console.audit.keeping import kept
from admin_console.tenants.tokens import Overview, overview_of
from admin_console.web.answers import Answer, Away, Changed, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.tenants.stored import record_of
from admin_console.web.tenants.tabs import tab_values
from flow_omnium.outcomes import TokenUnavailable
from flow_omnium.tokens.manager_client import TokenManagerClient
from flow_omnium.tokens.schedule import renewal_due_at

_HERE: Final = "/token"


async def token(ask: Ask) -> Answer:
    """Show how the token stands."""
    record = await record_of(ask, ask.part("tenant"))
    seen = await overview_of(ask.database, record.tenant_uid)
    due = None if seen.token is None else renewal_due_at(seen.token.minted_at, seen.token.expires_at)
    zone = await ask.zone(record.tenant_uid)
    values = tab_values(record, _HERE, seen=seen, due=due, share=_share(seen), zone=zone)
    return Shown("tenants/token.html", f"{record.tenant_uid}: token", values)


async def renew(ask: Ask) -> Answer:
    """Have the token-manager ask for another one now."""
    uid = ask.part("tenant")
    record = await record_of(ask, uid)
    if not record.is_active:
        raise Changed("No token is asked for", [f"{uid} is not active: the check tries its credentials"])
    async with kept(ask.database, ask.act("renew token"), f"tenant {uid}", tenant=uid) as tally:
        version = await _renewed(ask, uid)
        tally.count += 1
    return SeeOther(f"/tenants/{uid}/token", f"Omnium has granted a token: version {version}")


async def _renewed(ask: Ask, tenant_uid: str) -> int:
    settings = ask.console.settings
    try:
        async with aiohttp.ClientSession() as session:
            manager = TokenManagerClient(
                session,
                str(settings.token_manager_url),
                settings.internal_api_key,
                authority=settings.token_manager_ca_file,
            )
            return (await manager.fresh(tenant_uid)).version
    except TokenUnavailable as error:
        raise Away("No token was granted", [str(error)], {"Back": f"/tenants/{tenant_uid}/token"}) from None


def _share(seen: Overview) -> int | None:
    """Return how much of its life the token has left, in percent."""
    if seen.token is None:
        return None
    whole = (seen.token.expires_at - seen.token.minted_at).total_seconds()
    left = (seen.token.expires_at - seen.at).total_seconds()
    return max(0, min(100, round(100 * left / whole))) if whole > 0 else 0
