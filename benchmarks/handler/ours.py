"""The handler of inbound orders with what a worker has around it: fence and lease, hearing, metrics. No ledger and no broker."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import aiohttp

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import handlers_of
from flow_omnium.jobs.worker.fence import Fence, RunLease
from flow_omnium.jobs.worker.fenced_connector import fenced_session
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.rest.call_watch import CallWatch
from flow_omnium.rest.hearing import Hearing
from flow_omnium.runtime.clock import DisciplinedClock
from flow_omnium.runtime.metrics.downstream import DownstreamMetrics
from flow_omnium.runtime.metrics.registrar import Registrar
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tokens.source import AccessToken
from local_stack.demo.tenant import TENANT_UID
from order_sync.app import build_syncs

OpenSession = Callable[[Fence], aiohttp.ClientSession]

_LEASE: Final = timedelta(minutes=1)
_AT_ONCE: Final = 32
"""Calls to Omnium at once, as by default."""

_SETTINGS: Final[dict[str, Any]] = {
    "tenantUid": TENANT_UID,
    "active": True,
    "webhookSecrets": ["w" * 32],
    "flow": {"apiToken": "f" * 43, "countryCode": "NO"},
    "parameters": {
        "OMNIUM_CLIENT_ID": "demo",
        "OMNIUM_CLIENT_SECRET": "s" * 40,
        "OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": "pick-and-notify",
        "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS": 5,
    },
    "stores": {"oslo": {"marketId": "nor"}, "web": {"marketId": "nor"}},
}


class Tokens:
    """Has a token as long as a real one."""

    def __init__(self) -> None:
        self._token = AccessToken("t" * 300, datetime.now(UTC) + timedelta(hours=1), 1)

    async def token(self, tenant_uid: str) -> AccessToken:
        """Return it."""
        del tenant_uid
        return self._token

    async def refreshed(self, tenant_uid: str, rejected: AccessToken) -> AccessToken:
        """Return it once more."""
        del tenant_uid, rejected
        return self._token


class Ours:
    """Runs one order after the other."""

    def __init__(self, url: str, open_session: OpenSession = fenced_session) -> None:
        self._clock = DisciplinedClock()
        self._fence = Fence(self._clock)
        self._hearing = Hearing()
        self._tenant = Tenant.model_validate(_SETTINGS)
        self.session = open_session(self._fence)
        watch = CallWatch(DownstreamMetrics(Registrar()), None, self._hearing)
        omnium = OmniumClient(self.session, Tokens(), url, _AT_ONCE, watch=watch)
        flow = FlowClient(self.session, url, watch=watch)
        self._handler = handlers_of(build_syncs(omnium, flow))[JobKind.INBOUND_ORDER]

    async def run(self, order_id: str) -> None:
        """Bring an order to the shop. Raises what the handler raises."""
        now = self._clock.now()
        context = JobContext("job-1", self._tenant, JobKind.INBOUND_ORDER, order_id, {}, now)
        with self._hearing.of_run(), self._fence.around(RunLease(now + _LEASE, _LEASE)):
            await self._handler(context)
