"""The receivement worker's composition root.

It has no handler yet: a receivement job is accepted and kept, and fails by the backoff table until a version that
can work it off takes over. Nothing is lost meanwhile.
"""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

import aiohttp

from flow_omnium.jobs.handler import Handler, Handlers
from flow_omnium.jobs.kinds import RECEIVEMENT_QUEUE, JobKind
from flow_omnium.jobs.worker.service import WorkerService, WorkerServiceSettings, serve_worker
from flow_omnium.tokens.source import TokenSource

NAME = "receivement-sync"

_NO_HANDLERS: Mapping[JobKind, Handler] = MappingProxyType({})


async def serve_receivement_sync(settings: WorkerServiceSettings, stop: asyncio.Event) -> None:
    """Read the receivement queue until told to stop."""
    await serve_worker(WorkerService(NAME, (RECEIVEMENT_QUEUE,), build_handlers), settings, stop)


def build_handlers(
    _settings: WorkerServiceSettings, _session: aiohttp.ClientSession, _tokens: TokenSource
) -> Handlers:
    """Return the handler of each kind that this service works off."""
    return _NO_HANDLERS
