"""The gateway with as many bodies on the way as it lets in, sent slowly."""

import asyncio
import json
from dataclasses import dataclass
from itertools import cycle
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from benchmarks.load.requests import EVENT
from benchmarks.peak.peak import Peak, peak_mib
from benchmarks.peak.plan import BODY_BYTES, ROUNDS, SENDERS, SENDING_SECONDS, TRACED
from benchmarks.usage import MIB, rss_mib
from local_stack.demo.tenant import TENANT_FILE, TENANT_UID
from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.scene import Scene, play

ANOTHER = "another"
ACCEPTED = b"HTTP/1.1 202 "


@dataclass(frozen=True)
class Sender:
    """Sends one event, all but its last byte at first."""

    scene: Scene
    tenant_uid: str

    async def send(self, key: str, all_sent: asyncio.Barrier) -> bytes:
        """The status line of the answer."""
        parts = urlsplit(self.scene.suite.gateway.base_url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            message = self._head() + body_of(key)
            writer.write(message[:-1])
            await writer.drain()
            await all_sent.wait()
            await asyncio.sleep(SENDING_SECONDS)
            writer.write(message[-1:])
            return await reader.readline()
        finally:
            writer.close()

    def _head(self) -> bytes:
        lines = (
            f"POST /v1/tenants/{self.tenant_uid}/omnium/events HTTP/1.1",
            "Host: gateway",
            f"Authorization: Bearer {self.scene.tenant.webhook_secret}",
            "Content-Type: application/json",
            f"Content-Length: {BODY_BYTES}",
        )
        return "\r\n".join((*lines, "", "")).encode()


def body_of(key: str) -> bytes:
    """An event that fills the largest body."""
    event = {**EVENT, "objectId": key, "objectNumber": key, "padding": ""}
    missing = BODY_BYTES - len(json.dumps(event))
    return json.dumps({**event, "padding": "0" * missing}).encode()


def measure_gateway(infrastructure: Infrastructure) -> Peak:
    """Send some rounds; a body that is refused is an error. Nobody works the jobs off meanwhile."""
    with play(infrastructure, {**TRACED, "MONGODB_DATABASE": "peak_gateway"}) as scene:
        scene.suite.order_sync.stop()
        _apply_another(scene)
        gateway = scene.suite.gateway.pid
        at_rest = rss_mib(gateway)
        for number in range(ROUNDS):
            asyncio.run(_round(scene, number))
        what = f"bodies of {BODY_BYTES // 1024} KiB, {SENDERS * BODY_BYTES / MIB:g} MiB together"
        return Peak("webhook-gateway", what, SENDERS, at_rest, peak_mib(gateway))


def _apply_another(scene: Scene) -> None:
    """A second tenant, with the secrets of the first."""
    with NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(TENANT_FILE.read_text().replace(f"tenantUid: {TENANT_UID}", f"tenantUid: {ANOTHER}"))
        file.flush()
        scene.suite.cli_checked("tenants", "apply", file.name, env=scene.tenant.variables)


async def _round(scene: Scene, number: int) -> None:
    # A single tenant would not be given all the room there is.
    senders, all_sent = cycle(Sender(scene, uid) for uid in (TENANT_UID, ANOTHER)), asyncio.Barrier(SENDERS)
    sends = (next(senders).send(f"peak-{number}-{one}", all_sent) for one in range(SENDERS))
    refused = [line for line in await asyncio.gather(*sends) if not line.startswith(ACCEPTED)]
    if refused:
        message = f"{len(refused)} of {SENDERS} bodies were not accepted: {refused[0]!r}"
        raise StackError(message)
