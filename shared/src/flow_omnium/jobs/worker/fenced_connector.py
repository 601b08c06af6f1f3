"""What opens the connections of fenced calls: it asks the fence before it looks for a connection, and once it has one.

It stands below everything that makes a call, so that no client can forget the fence. (A session's trace could do the same;
it makes each call half as dear again.)
"""

import aiohttp
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

from flow_omnium.jobs.worker.fence import Fence, LeaseLostError


class FencedConnector(aiohttp.TCPConnector):
    """Gives no connection to a call whose run may not make it. Raises LeaseLostError."""

    def __init__(self, fence: Fence) -> None:
        super().__init__()
        self._fence = fence

    async def connect(
        self,
        req: ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - as the library calls it
    ) -> Connection:
        """See `BaseConnector.connect`."""
        self._fence.begin(req.method)
        connection = await super().connect(req, traces, timeout)
        try:
            # The last moment before the call leaves: to wait for a connection may have taken any time.
            self._fence.check()
        except LeaseLostError:
            connection.release()
            raise
        return connection


def fenced_session(fence: Fence) -> aiohttp.ClientSession:
    """Return the session of all calls to Omnium and Flow. It keeps no cookies: they would go on with other tenants' calls."""
    return aiohttp.ClientSession(connector=FencedConnector(fence), cookie_jar=aiohttp.DummyCookieJar())
