"""Omnium's own scheduled tasks, as its event log tells of them."""

from datetime import UTC, datetime, timedelta

import pytest

from admin_console.testing.visiting import Visiting
from admin_console.web.settings import ConsoleSettings
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from simulators.testing import Api

pytestmark = pytest.mark.usefixtures("acme")

ASKED = "/tasks?tenant=acme&omnium=yes"
SEARCH = "/api/EventLog/Search"
LOG = {"className": "ScheduledTask", "category": "Information", "status": "Success"}


async def logs(omnium: Api, name: str, at: datetime, **changes: str) -> None:
    event = {**LOG, "id": f"{name}-{at}", "objectId": name, "timestamp": at.isoformat(), **changes}
    assert (await omnium.post("/_sim/events?logged=true", {"event": event})).status == 202


async def searches(omnium: Api) -> int:
    return sum(1 for call in (await omnium.get("/_sim/calls")).json if call["path"] == SEARCH)


async def test_what_omnium_logs_of_its_tasks_is_shown_as_omnium_says(visit: Visiting, omnium: Api) -> None:
    now = datetime.now(UTC)
    await logs(omnium, "PriceImport", now - timedelta(hours=2))
    await logs(omnium, "PriceImport", now - timedelta(hours=1), status="Failed")
    await logs(omnium, "Long ago", now - timedelta(days=9))
    await logs(omnium, "an-order", now, className="Order")
    section = (await visit("viewer").get(ASKED)).soup.one("section").text
    assert "As Omnium says" in section
    assert "PriceImport" in section
    assert "Failed" in section
    assert "Success" not in section
    assert "Long ago" not in section
    assert "an-order" not in section


async def test_nobody_is_asked_until_somebody_asks_and_then_once(visit: Visiting, omnium: Api) -> None:
    browser = visit("viewer")
    page = await browser.get("/tasks?tenant=acme")
    assert "Not asked." in page.text
    assert page.soup.one("#live")["hx-get"] == "/tasks?tenant=acme"
    assert await searches(omnium) == 0
    for _ in range(3):
        page = await browser.get(ASKED)
        assert "none of its scheduled tasks has run" in page.text
        assert page.soup.one("#live")["hx-get"] == "/tasks?tenant=acme"
    assert await searches(omnium) == 1


async def test_an_omnium_that_does_not_let_us_is_told(visit: Visiting, omnium: Api) -> None:
    fault = {"method": "POST", "route": SEARCH, "kind": "status", "status": 403, "count": 9}
    assert (await omnium.post("/_sim/faults", fault)).status == 201
    page = await visit("viewer").get(ASKED)
    assert page.status == 200
    assert "Omnium does not tell: it answers HTTP 403" in page.text


async def test_a_tenant_that_is_not_active_is_asked_for_nothing(
    visit: Visiting, omnium: Api, schema: Database, settings: ConsoleSettings
) -> None:
    await TenantRepository(schema[COLLECTION], settings.keyring()).set_active("acme", active=False)
    assert "not active" in (await visit("viewer").get(ASKED)).soup.one("section").text
    assert await searches(omnium) == 0
