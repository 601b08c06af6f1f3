"""Where the random runs of a catalogue are played: both systems, and a second Flow for what they are compared with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from rigs.catalogue.goods import MARKET
from rigs.catalogue.replicas import Pace, Shared
from simulators.documents import Document
from simulators.flow.state import FlowState
from simulators.omnium.state import OmniumState
from simulators.testing import SECRET, Api, running_flow, running_omnium

CATALOG: Final = {
    "enabled": True,
    "markets": ["nor"],
    "tasks": [
        {"implementationType": "FlowPriceScheduledTask", "schedule": "*/30 * * * *"},
        {"implementationType": "FlowCostPriceScheduledTask", "schedule": "*/30 * * * *"},
    ],
}

_SET_UP: Final[Document] = {
    "pricelists/main": {"pricelistUid": "main", "name": "Main", "externalId": "main"},
    "organizations/company": {
        "organizationUid": "company",
        "name": "Company",
        "externalId": "1",
        "vatNumber": "1",
    },
    "product-groups/other": {
        "productGroupUid": "other",
        "name": "Other",
        "externalId": "other",
        "scope": "SALE",
    },
}


@dataclass
class Stage:
    """Both systems, and a second Flow for the full load that the first is compared with."""

    omnium: Api
    flow: Api
    fresh: Api
    pace: Pace
    log: list[str] = field(default_factory=list)

    def shared(self, flow: Api) -> Shared:
        """Return a database that knows nothing yet."""
        return Shared(self.omnium, flow, self.pace)

    async def furnish(self) -> None:
        """Begin with an empty catalogue, and what a person sets up."""
        await _furnish(self)


@asynccontextmanager
async def opened() -> AsyncIterator[Stage]:
    """Start everything, on one clock."""
    pace = Pace()
    async with (
        running_omnium(OmniumState(clock=pace)) as omnium,
        running_flow(FlowState(clock=pace)) as flow,
        running_flow(FlowState(clock=pace)) as fresh,
    ):
        yield Stage(omnium, flow, fresh, pace)


async def _furnish(stage: Stage) -> None:
    for api in (stage.omnium, stage.flow, stage.fresh):
        await api.post("/_sim/reset")
    lagging = {"queuedSeconds": 0, "indexLagSeconds": 5, "productBatch": 3, "tokenLifetimeSeconds": 10**8}
    await stage.omnium.patch("/_sim/config", lagging)
    await stage.omnium.post("/_sim/users", {"clientId": "tester", "clientSecret": SECRET})
    query = f"clientId=tester&clientSecret={SECRET}&returnAsJson=true"
    granted = await stage.omnium.post(f"/api/Token?{query}")
    stage.omnium.headers["Authorization"] = f"Bearer {granted.json['accessToken']}"
    await stage.omnium.put("/_sim/markets/nor?silent=true", MARKET)
    for supplier in ("s1", "s2"):
        await stage.omnium.put(f"/_sim/suppliers/{supplier}?silent=true", {"id": supplier, "name": supplier})
    for flow in (stage.flow, stage.fresh):
        await flow.post(
            "/_sim/tenants", {"tenantUid": "acme", "apiToken": SECRET, "stores": [], "countryCode": "NO"}
        )
        for path, record in _SET_UP.items():
            await flow.put(f"/_sim/tenants/acme/catalogue/{path}", record)
