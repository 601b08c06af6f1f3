"""Reading both systems in a tenant's name, for the length of one command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from admin_console.settings import PlanSettings
from flow_omnium.flow.client import FlowClient
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.tokens.manager_client import TokenManagerClient


@asynccontextmanager
async def both_systems(settings: PlanSettings) -> AsyncIterator[tuple[OmniumClient, FlowClient]]:
    """Open the clients of both systems, with tokens of the token-manager."""
    async with aiohttp.ClientSession() as session:
        tokens = TokenManagerClient(
            session,
            str(settings.token_manager_url),
            settings.internal_api_key,
            authority=settings.token_manager_ca_file,
        )
        to, proxies = settings.destinations(), settings.proxies()
        omnium = OmniumClient(session, tokens, to.omnium, settings.omnium_max_concurrency, proxies=proxies)
        yield omnium, FlowClient(session, to.flow, proxies=proxies)
