"""Both systems as a check speaks to them in a tenant's name, active or not."""

from functools import cached_property

import aiohttp
from pydantic import AnyHttpUrl

from admin_console.settings import CheckSettings, PlanSettings
from admin_console.tenants.trial_tokens import TrialTokens
from flow_omnium.flow.client import FlowClient
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tokens.manager_client import TokenManagerClient


class Peers:
    """The clients, made when they are first used, and what the systems are called in what is found."""

    def __init__(
        self, settings: CheckSettings | PlanSettings, session: aiohttp.ClientSession, tenant: Tenant
    ) -> None:
        self._settings = settings
        self._session = session
        self.tenant = tenant

    @property
    def has_tokens(self) -> bool:
        """Whether the token-manager can be asked: without it nothing of Omnium is checked."""
        return self._settings.token_manager_url is not None and self._settings.internal_api_key is not None

    @cached_property
    def tokens(self) -> TokenManagerClient | TrialTokens:
        """Where tokens come from; those of a tenant that is not active are for the check alone."""
        key = self._settings.internal_api_key
        if key is None:
            raise TypeError("without a key the token-manager is not asked")
        manager = TokenManagerClient(
            self._session,
            str(self._settings.token_manager_url),
            key,
            authority=self._settings.token_manager_ca_file,
        )
        return manager if self.tenant.active else TrialTokens(manager)

    @cached_property
    def omnium(self) -> OmniumClient:
        """Omnium's API. Raises TypeError where there are no tokens."""
        to, proxies = self._settings.destinations().omnium, self._settings.proxies()
        return OmniumClient(self._session, self.tokens, to, 1, proxies=proxies)

    @cached_property
    def flow(self) -> FlowClient:
        """Flow's API."""
        return FlowClient(self._session, self._settings.destinations().flow, proxies=self._settings.proxies())

    @property
    def omnium_address(self) -> str:
        """Where Omnium is called."""
        return _origin(self.tenant.omnium.api_url or self._settings.omnium_api_url)

    @property
    def flow_address(self) -> str:
        """Where Flow is called."""
        return _origin(self.tenant.flow.api_url or self._settings.flow_api_url)


def _origin(url: AnyHttpUrl) -> str:
    """Scheme, host and port: a variable may hold more than may be shown."""
    return f"{url.scheme}://{url.host}:{url.port}"
