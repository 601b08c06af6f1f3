"""Both systems over real HTTP, and the tasks and syncs of catalog-sync between them; memory stands in for the database."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

import aiohttp

from catalog_sync.app import syncs_of, tasks_of
from catalog_sync.task_parts import TaskParts
from flow_omnium.exported_rows.memory import MemoryRows
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import SyncHandler
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Ignored
from flow_omnium.runtime.clock import SystemClock
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.memory import MemoryTaskStore
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.tally import Tally
from flow_omnium.tasks.task import OVERLAP, TaskRun
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.recent_work import MemoryWork
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.token_source import OneToken
from simulators.documents import Document
from simulators.flow.state import FlowState
from simulators.omnium.config import OmniumConfig
from simulators.omnium.state import OmniumState
from simulators.testing import SECRET, Api, running_flow, running_omnium

ORDER: Final = (TaskName.STORE, TaskName.CATEGORY, TaskName.PRODUCT)
"""In this order the tasks find what they hang on."""

CONNECTOR: Final[Mapping[str, Any]] = {
    "MainPricesListUid": "main",
    "OrganizationUid": "company",
    "DefaultVatCodeUid": "no-25",
    "VatCodeUids": {"25": "no-25", "15": "no-15"},
    "DefaultProductGroupUid": "other",
    "SyncCategoriesToFlow": True,
}

_CREDENTIALS: Final = {"OMNIUM_CLIENT_ID": "tester", "OMNIUM_CLIENT_SECRET": "made-up-client-secret"}


def tenant_of(
    connector: Mapping[str, Any], catalog: Mapping[str, Any], stores: Mapping[str, Any] | None = None
) -> Tenant:
    """Make the tenant `acme` with these settings."""
    sections: dict[str, Any] = {"connector": connector, "catalog": catalog, "parameters": _CREDENTIALS}
    sections["stores"] = stores or {}
    return a_tenant(flow={"apiToken": SECRET, "countryCode": "NO"}, **sections)


@dataclass
class House:
    """One tenant, `acme`: its settings may be changed between runs."""

    omnium: Api
    flow: Api
    parts: TaskParts
    rows: MemoryRows
    requests: MemoryTaskStore
    connector: dict[str, Any] = field(default_factory=lambda: dict(CONNECTOR))
    catalog: dict[str, Any] = field(default_factory=lambda: {"enabled": True, "markets": ["nor"]})
    properties: dict[str, str] = field(default_factory=dict)
    watermarks: dict[TaskName, datetime] = field(default_factory=dict)
    stores: dict[str, Any] = field(default_factory=dict)
    work: MemoryWork = field(default_factory=MemoryWork)
    woken: list[tuple[JobKind, str, Mapping[str, str]]] = field(default_factory=list)
    """The jobs that tasks have made."""

    @property
    def tenant(self) -> Tenant:
        """The tenant as it is set up now."""
        return tenant_of(self.connector, self.catalog, self.stores)

    async def has(self, kind: str, *records: Document, silently: bool = True) -> None:
        """Put records into Omnium: `products`, `categories`, `catalogue-stores`, `suppliers`, `markets`, `prices`, …"""
        for record in records:
            answer = await self.omnium.put(
                f"/_sim/{kind}/{quote(_id_of(kind, record), safe='')}{'?silent=true' if silently else ''}",
                record,
            )
            assert answer.status < 300, answer.text  # noqa: S101, PLR2004 - what tests share asserts as tests do

    async def in_flow(self, resource: str) -> dict[str, Any]:
        """Return the records of Flow by uid; images and slots by product."""
        answer = await self.flow.get(f"/_sim/tenants/acme/catalogue/{resource}")
        found: dict[str, Any] = answer.json
        return found

    async def edit(self, resource: str, uid: str, record: Document) -> None:
        """Let somebody change a record in Flow by hand."""
        await self.flow.put(f"/_sim/tenants/acme/catalogue/{resource}/{uid}", record)

    async def run(
        self,
        task: TaskName,
        *,
        full: bool = False,
        dry: bool = False,
        skus: tuple[str, ...] = (),
        confirmed: bool = False,
        later: timedelta = timedelta(),
    ) -> Tally:
        """Run a task as the scheduler does: from its watermark, which is stored when all went well; now, or `later`."""
        at = SystemClock().now() + later
        since = None if full else self.watermarks.get(task)
        request = RunRequest("tester", at, full, dry, skus, confirmed)
        run = TaskRun(
            self.tenant,
            task,
            at,
            since=since and since - OVERLAP,
            is_full=full or since is None,
            is_first=task not in self.watermarks,
            properties=self.properties,
            request=request,
        )
        await tasks_of(self.parts)[task].run(run)
        if not request.is_partial:
            self.watermarks[task] = at
        return run.tally

    async def run_all(self, *, full: bool = False) -> list[Tally]:
        """Run all tasks in their order."""
        return [await self.run(task, full=full) for task in ORDER]

    async def event(self, kind: JobKind, key: str) -> JobContext:
        """Work off the job of an event; one that finds nothing to do has no changes."""
        job = JobContext("job-1", self.tenant, kind, key, {}, SystemClock().now(), is_rerun=True)
        try:
            await SyncHandler(syncs_of(self.parts)[kind])(job)
        except Ignored:
            assert not job.journal.changes  # noqa: S101 - what tests share asserts as tests do
        return job

    async def wake(self, _tenant_uid: str, kind: JobKind, key: str, event: Mapping[str, str]) -> None:
        """Keep a job that a task makes."""
        self.woken.append((kind, key, event))

    async def writes(self) -> list[tuple[str, str]]:
        """Return the writes to Flow since the last time, by method and route."""
        answer = await self.flow.get("/_sim/calls")
        await self.flow.delete("/_sim/calls")
        return [(one["method"], one["route"]) for one in answer.json if one["method"] != "GET"]


_ID_NAMES: Final = {
    "products": "productId",
    "categories": "categoryId",
    "markets": "marketId",
    "market-groups": "groupId",
}


def _id_of(kind: str, record: Document) -> str:
    return str(record[_ID_NAMES.get(kind, "id")])


@asynccontextmanager
async def a_house(
    omnium_state: OmniumState | None = None, flow_state: FlowState | None = None
) -> AsyncIterator[House]:
    """Run both systems; Flow has what the settings name, and no product."""
    quick = OmniumState(config=OmniumConfig.model_validate({"queuedSeconds": 0, "indexLagSeconds": 0}))
    async with (
        running_omnium(omnium_state or quick) as omnium,
        running_flow(flow_state) as flow,
        aiohttp.ClientSession() as session,
    ):
        rows, requests = MemoryRows(), MemoryTaskStore()
        clients = (
            OmniumClient(session, OneToken(omnium.token), omnium.url, 3),
            FlowClient(session, f"{flow.url}/v2"),
        )
        house = House(omnium, flow, TaskParts(*clients, rows, requests, SystemClock()), rows, requests)
        house.parts = replace(house.parts, work=house.work, wakes=house.wake)
        await _furnish(house)
        yield house


async def _furnish(house: House) -> None:
    """Make what the connector's settings name: a person does so before the first run."""
    await house.flow.post(
        "/_sim/tenants", {"tenantUid": "acme", "apiToken": SECRET, "stores": [], "countryCode": "NO"}
    )
    await house.edit("pricelists", "main", {"pricelistUid": "main", "name": "Main", "externalId": "main"})
    company = {"organizationUid": "company", "name": "Company", "externalId": "1", "vatNumber": "1"}
    await house.edit("organizations", "company", company)
    group = {"productGroupUid": "other", "name": "Other", "externalId": "other", "scope": "SALE"}
    await house.edit("product-groups", "other", group)
    await house.flow.delete("/_sim/calls")
