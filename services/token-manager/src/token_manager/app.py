"""What the token-manager is made of, and in which order it is opened and closed."""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import AsyncExitStack

from aiohttp import web
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from flow_omnium.runtime import http_server
from flow_omnium.runtime.clock import SystemClock
from flow_omnium.runtime.database import Database, connect, ping
from flow_omnium.runtime.http_server import Ping, add_health_routes
from flow_omnium.tenants import repository
from flow_omnium.tenants.directory import TenantDirectory
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.tenants.secret_box import SecretBox
from flow_omnium.tokens import store
from flow_omnium.tokens.store import TokenStore
from token_manager.grant import OmniumGrant
from token_manager.internal_key import require_internal_key
from token_manager.keeper import TokenKeeper
from token_manager.routes import Directory, Keeper, TokenRoutes, errors_as_json
from token_manager.settings import Settings

_BODY_BYTES = 4096


def create_app(
    directory: Directory, keeper: Keeper, internal_key: SecretStr, pings: Mapping[str, Ping]
) -> web.Application:
    """Build the HTTP application."""
    app = web.Application(
        middlewares=[errors_as_json, require_internal_key(internal_key)], client_max_size=_BODY_BYTES
    )
    app.add_routes(TokenRoutes(directory, keeper).definitions())
    add_health_routes(app, pings, CollectorRegistry())
    return app


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Hand out tokens until `stop` is set."""
    async with AsyncExitStack() as stack:
        client = connect(settings.mongodb_url.get_secret_value(), application="token-manager")
        stack.callback(client.close)
        database = client[settings.mongodb_database]
        box = SecretBox(settings.encryption_keys())
        tenants = TenantRepository(database[repository.COLLECTION], box)
        directory = await stack.enter_async_context(TenantDirectory(tenants))
        keeper = create_keeper(settings, database, box)
        app = create_app(directory, keeper, settings.internal_api_key, {"mongodb": lambda: ping(client)})
        runner = await http_server.serve(app, settings.http_host, settings.http_port)
        stack.push_async_callback(runner.cleanup)
        await stop.wait()


def create_keeper(settings: Settings, database: Database, box: SecretBox) -> TokenKeeper:
    """Build what keeps the tokens."""
    grant = OmniumGrant(str(settings.omnium_api_url), ssl.create_default_context())
    return TokenKeeper(TokenStore(database[store.COLLECTION], box), grant, SystemClock())
