"""Our programs as processes, and what they say over HTTP."""

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from pathlib import Path

import aiohttp

KEY = b"k" * 32
"""What the programs seal tenants with."""
BIN = Path(sys.executable).parent
ENDS_WITHIN = 20.0
"""In seconds."""


async def started(
    program: str,
    environment: Mapping[str, str],
    *before: str,
    stdout: int | None = None,
    stderr: int | None = None,
) -> asyncio.subprocess.Process:
    """Start a program; `before` is the command that starts it, if any."""
    return await asyncio.create_subprocess_exec(
        *before, str(BIN / program), env=environment, stdout=stdout, stderr=stderr
    )


def ready(session: aiohttp.ClientSession, url: str) -> Callable[[], Awaitable[bool]]:
    """Asks whether a service is ready."""

    async def probe() -> bool:
        with contextlib.suppress(aiohttp.ClientError):
            return (await session.get(f"{url}/readyz")).status == HTTPStatus.OK
        return False

    return probe


async def lost(session: aiohttp.ClientSession, url: str) -> float:
    """How many log lines a service could not write, by its metrics."""
    text = await (await session.get(f"{url}/metrics")).text()
    (line,) = [line for line in text.splitlines() if line.startswith("flow_omnium_log_lines_lost_total ")]
    return float(line.split()[1])
