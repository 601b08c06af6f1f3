"""Services as processes: how they end, and what they say before."""

import asyncio
import contextlib
import os
import re
import signal
import socket
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.documents import new_document
from flow_omnium.jobs.relay.relay import BATCH
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.polling import until
from flow_omnium.testing.programs import ENDS_WITHIN, KEY, started
from flow_omnium.testing.tenants import a_tenant, keyring_of

PROGRAMS = ("webhook-gateway", "order-sync", "receivement-sync", "catalog-sync", "token-manager")


@pytest.mark.parametrize("after", [0.0, 0.2, 1.0])
@pytest.mark.parametrize("program", PROGRAMS)
async def test_a_signal_during_the_start_ends_process_1(
    program: str, after: float, environment: Mapping[str, str]
) -> None:
    """From the moment on at which it handles signals at all, which is before it imports anything that takes time."""
    own_namespace = ("unshare", "--pid", "--fork", "--kill-child")
    process = await started(program, environment, *own_namespace, stdout=asyncio.subprocess.PIPE)
    try:
        first = await until("it handles signals", lambda: handling(process.pid), every=0.001)
        assert first is not None
        await asyncio.sleep(after)
        os.kill(first, signal.SIGTERM)
        said, _ = await asyncio.wait_for(process.communicate(), ENDS_WITHIN)
        assert process.returncode == 0, said.decode()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()


async def test_a_signal_at_once_ends_an_ordinary_process(environment: Mapping[str, str]) -> None:
    process = await started("order-sync", environment)
    process.terminate()
    assert await asyncio.wait_for(process.wait(), ENDS_WITHIN) in (0, -signal.SIGTERM)


async def handling(parent: int) -> int | None:
    """Return the process that the parent has begun, once it handles SIGTERM."""
    children = told(f"{parent}/task/{parent}/children").split()
    if not children:
        return None
    caught = int(told(f"{children[0]}/status").partition("SigCgt:")[2].split()[0], 16)
    return int(children[0]) if caught >> (signal.SIGTERM - 1) & 1 else None


def told(what: str) -> str:
    return Path("/proc", what).read_text()


@pytest.mark.parametrize("host", ["no such host", "http://127.0.0.1", "x" * 300])
@pytest.mark.parametrize("program", ["webhook-gateway", "order-sync"])
async def test_a_host_that_is_none_is_one_line(
    program: str, host: str, environment: Mapping[str, str]
) -> None:
    assert await one_line(program, {**environment, "HTTP_HOST": host}) == "HTTP_HOST"


async def test_a_port_that_is_taken_is_one_line(environment: Mapping[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert await one_line("token-manager", {**environment, "HTTP_PORT": port}) == "HTTP_PORT"


async def one_line(program: str, environment: Mapping[str, str]) -> str:
    """Return the variable that is named by the one line with which the program ends."""
    piped = asyncio.subprocess.PIPE
    process = await started(program, environment, stdout=piped, stderr=piped)
    output, errors = await asyncio.wait_for(process.communicate(), ENDS_WITHIN * 2)
    assert process.returncode == 2
    assert b"Traceback" not in output + errors
    (line,) = errors.decode().splitlines()
    name, variable, _ = line.split(":", 2)
    assert name == program
    return variable.strip()


async def test_entries_of_another_version_end_nothing_in_a_worker(
    environment: Mapping[str, str], database: Database
) -> None:
    """More of them than a batch of the relay, all older than the job whose message was lost."""
    await DatabaseSchema(database).create_missing()
    await TenantRepository(database["tenants"], keyring_of(KEY)).apply(a_tenant("acme"))
    lost_job = a_message("good", kind=JobKind.INBOUND_ORDER)
    foreign = {"kind": "stock-forecast", "dueAt": NOON - timedelta(days=1)}
    await database["jobs"].insert_many(
        [
            *(new_document(a_message(f"bad {number}")) | foreign for number in range(BATCH + 100)),
            new_document(a_message("stuck")) | {"state": "running", "pending": False, "leaseUntil": "never"},
            new_document(lost_job),
        ]
    )
    settings = {**environment, "RELAY_INTERVAL_SECONDS": "0.5", "RELAY_GRACE_SECONDS": "1"}
    process = await started("order-sync", settings, stdout=asyncio.subprocess.DEVNULL)

    async def is_tried() -> bool:
        return await database["jobs"].count_documents({"key": "good", "attemptCount": {"$gt": 0}}) == 1

    url, told_of = f"http://127.0.0.1:{settings['HTTP_PORT']}/metrics", 'jobs_unreadable{reason="held"} 600.0'

    async def is_told() -> str | None:
        served = await (await session.get(url)).text()
        return served if told_of in served else None

    async with aiohttp.ClientSession() as session:
        try:
            assert await until("the job is tried", is_tried, seconds=40)
            served = await until("the others are counted", is_told, seconds=40)
        finally:
            process.kill()
            await process.wait()
    assert not re.findall(
        r"^flow_omnium_background_task_restarts_total\{.*\} [1-9].*$", served or "", re.MULTILINE
    )
