"""The real process, as a user starts and stops it."""

import asyncio
import os
import re
import signal
import sys

import aiohttp

LINE = re.compile(r"simulators listening omnium=(http://\S+) flow=(http://\S+)/v2\n")


async def start(**environ: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "simulators",
        env={**os.environ, **environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_it_names_both_urls_serves_and_stops_on_sigterm() -> None:
    process = await start(OMNIUM_SIM_PORT="0", FLOW_SIM_PORT="0", LOG_LEVEL="ERROR")
    assert process.stdout is not None
    urls = LINE.fullmatch((await process.stdout.readline()).decode())
    assert urls is not None
    async with aiohttp.ClientSession() as session:
        for url in urls.groups():
            async with session.get(f"{url}/healthz") as answer:
                assert answer.status == 200
    process.send_signal(signal.SIGTERM)
    _, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")


async def test_a_wrong_variable_stops_the_start_with_one_line_and_code_2() -> None:
    process = await start(FLOW_SIM_PORT="many")
    output, errors = await process.communicate()
    assert (process.returncode, output, errors.count(b"\n")) == (2, b"", 1)
    assert b"FLOW_SIM_PORT='many'" in errors
