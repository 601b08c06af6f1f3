"""Open pages are told when counts change."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientResponse

from admin_console.testing.visiting import Visit, Visiting
from admin_console.web.app import STREAMS
from admin_console.web.pulse.counts import counting, look
from flow_omnium.jobs.ledger.indexes import BY_STATE
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.hints import fields_of
from flow_omnium.testing.jobs import a_message


@asynccontextmanager
async def listening(visit: Visit) -> AsyncIterator[ClientResponse]:
    """Open the stream."""
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in visit.cookies.items())}
    async with visit.client.get("/live", headers=cookie) as response:
        yield response


async def heard(response: ClientResponse) -> dict[str, Any]:
    """Wait for the next event; return its data."""
    async with asyncio.timeout(10):
        async for line in response.content:
            if line.startswith(b"data: "):
                data: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
                return data
    raise AssertionError("the stream has ended")


async def test_a_new_job_is_told_to_who_sees_its_tenant_and_to_nobody_else(
    visit: Visiting, database: Database
) -> None:
    ledger = MongoRunLedger(database)
    async with listening(visit("viewer")) as all_of_them, listening(visit("viewer@beta")) as only_beta:
        assert (await heard(all_of_them))["counts"] == {}
        before = await heard(only_beta)
        await ledger.record([a_message("1", tenant_uid="acme")])
        assert (await heard(all_of_them))["counts"] == {"queued": 1}
        await ledger.record([a_message("2", tenant_uid="beta")])
        after = await heard(only_beta)
        assert after["counts"] == {"queued": 1}
        assert after["revision"] != before["revision"]


async def test_a_stream_is_no_answer_that_is_kept_or_collected(visit: Visiting) -> None:
    async with listening(visit("viewer")) as response:
        assert response.content_type == "text/event-stream"
        assert response.headers["X-Accel-Buffering"] == "no"
        assert response.headers["Cache-Control"] == "no-store"


async def test_all_streams_end_when_the_console_is_told_to_stop(visit: Visiting) -> None:
    someone = visit("viewer")
    async with listening(someone) as response:
        await heard(response)
        someone.client.app[STREAMS].close()
        async with asyncio.timeout(5):
            await response.content.read()
    assert (await someone.get("/live")).status == 204


async def test_a_stranger_hears_nothing(visit: Visiting) -> None:
    assert (await visit().get("/live")).status == 303


async def test_what_is_pending_is_counted_without_a_look_at_the_jobs(database: Database) -> None:
    ledger = MongoRunLedger(database)
    await ledger.record([a_message(str(number)) for number in range(20)])
    command = {"aggregate": "jobs", "pipeline": counting(), "cursor": {}, "hint": fields_of(BY_STATE)}
    told = await database.command("explain", command, verbosity="executionStats")
    stages = told.get("stages", [{"$cursor": told}])[0]["$cursor"]
    assert stages["executionStats"]["totalDocsExamined"] == 0
    assert (await look(database)).event(None)["counts"] == {"queued": 20}
