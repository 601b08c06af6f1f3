"""What the settings name, beside what it stands for in both systems."""

from collections.abc import Mapping

import pytest

from admin_console.testing.visiting import Visiting
from flow_omnium.runtime.database import Database
from simulators.testing import Api

pytestmark = pytest.mark.usefixtures("acme")

SETTINGS = "/tenants/acme/settings"
HANDLINGS = "/v2/tenants/{tenantUid}/handlings"


async def rows(visit: Visiting) -> Mapping[str, str]:
    page = await visit("viewer").get(SETTINGS)
    return {str(row["id"]): " ".join(row.text.split()) for row in page.soup.all("tr") if row.get("id")}


async def test_a_name_is_shown_with_what_it_stands_for_or_with_the_one_that_may_be_meant(
    visit: Visiting, schema: Database
) -> None:
    done = await visit("integrator").post(f"{SETTINGS}/compare")
    assert (done.status, done.location) == (303, SETTINGS)

    told = await rows(visit)
    assert (
        "✓ collect = Click & Collect handling in Flow"
        in told["parameters.OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID"]
    )
    wrong = told["parameters.OMNIUM_ONLINE_ORDER_HANDLING_UID"]
    assert "Flow has no handling 'colect' (did you mean 'collect'?)" in wrong
    assert "compared with both systems" in (await visit("viewer").get(SETTINGS)).text
    act = await schema["audit"].find_one({"content.act": "compare names"})
    assert act is not None
    assert act["content"]["tenant"] == "acme"


async def test_looking_at_the_settings_asks_nobody(visit: Visiting, flow: Api, omnium: Api) -> None:
    page = await visit("viewer").get(SETTINGS)
    assert page.status == 200
    assert "settings/compare" not in page.text
    for system in (flow, omnium):
        calls = [call for call in (await system.get("/_sim/calls")).json if "/_sim/" not in call["path"]]
        assert calls == []


async def test_a_system_that_is_away_is_told_and_takes_nothing_from_the_page(
    visit: Visiting, flow: Api
) -> None:
    fault = {"method": "GET", "route": HANDLINGS, "kind": "status", "status": 503, "count": 99}
    assert (await flow.post("/_sim/faults", fault)).status == 201
    page = await visit("integrator").post(f"{SETTINGS}/compare")
    assert page.status == 303
    page = await visit("viewer").get(SETTINGS)
    assert (
        "Not compared: every handling that the settings name exists in Flow: it answers HTTP 503" in page.text
    )
    assert "did you mean" not in page.text


async def test_a_check_compares_the_names_as_well(visit: Visiting) -> None:
    await visit("integrator").post("/tenants/acme/check")
    assert (
        "collect = Click & Collect"
        in (await rows(visit))["parameters.OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID"]
    )


async def test_names_that_are_compared_leave_the_last_check_as_it_was(visit: Visiting) -> None:
    browser = visit("integrator")
    await browser.post("/tenants/acme/check")
    await browser.post(f"{SETTINGS}/compare")
    assert "Flow can be reached" in (await browser.get("/tenants/acme/check")).text


async def test_who_may_only_look_compares_nothing(visit: Visiting) -> None:
    assert (await visit("operator").post(f"{SETTINGS}/compare")).status == 403
