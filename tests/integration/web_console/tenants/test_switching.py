"""Switching a tenant on and off, and its webhook secrets, from pages."""

import re
from datetime import timedelta

import pytest

from admin_console.testing.visiting import Visiting
from flow_omnium.reconciliation.mongo import MongoReconciliations
from flow_omnium.runtime.database import Database, server_time
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.tenants.senders import MongoSightings, Sighting

pytestmark = pytest.mark.usefixtures("tenants")


async def test_a_deactivation_is_confirmed_with_what_it_means(
    visit: Visiting, tenants: TenantRepository
) -> None:
    browser = visit("integrator")
    page = await browser.get("/tenants/acme/deactivate")
    assert "its events are refused (403)" in page.text
    assert "Pause it instead" in page.text
    assert (await tenants.records(["acme"]))[0].is_active
    assert (await browser.post("/tenants/acme/deactivate", reason="moving")).status == 303
    assert not (await tenants.records(["acme"]))[0].is_active


async def test_what_was_missed_is_compared_where_that_is_wanted(
    visit: Visiting, tenants: TenantRepository, schema: Database
) -> None:
    await tenants.set_active("acme", active=False)
    browser = visit("integrator")
    page = await browser.get("/tenants/acme/activate")
    assert "events of that time were refused" in page.text
    done = await browser.post("/tenants/acme/activate", catch_up="yes")
    assert (done.status, done.location) == (303, "/reconciliation?tenant=acme")
    ordered = await MongoReconciliations(schema).reports("acme", 10)
    assert {one.order.kind.value for one in ordered} == {"orders", "receipts", "receptions"}
    assert {one.order.by for one in ordered} == {"sub-kari"}


async def test_a_new_tenant_has_missed_nothing(visit: Visiting) -> None:
    page = await visit("integrator").get("/tenants/globex/activate")
    assert "it has missed nothing" in page.text
    assert "catch_up" not in page.text


async def test_a_webhook_secret_is_shown_once_and_a_reload_makes_no_other(
    visit: Visiting, tenants: TenantRepository
) -> None:
    browser = visit("integrator")
    page = await browser.post("/tenants/acme/webhooks/secret", revision="1")
    assert page.status == 200
    found = re.search(r"<code>([0-9a-f]{48})</code>", page.text)
    assert found is not None
    stored = await tenants.get("acme")
    assert stored is not None
    assert found[1] in [one.get_secret_value() for one in stored.webhook_secrets]
    assert (await browser.post("/tenants/acme/webhooks/secret", revision="1")).status == 409
    assert found[1] not in (await browser.get("/tenants/acme/webhooks")).text


async def test_the_old_secret_goes_once_the_new_one_was_seen(
    visit: Visiting, tenants: TenantRepository, schema: Database
) -> None:
    browser = visit("integrator")
    await browser.post("/tenants/acme/webhooks/secret", revision="1")
    old, new = (await tenants.records(["acme"]))[0].hashes
    now = await server_time(schema.client)
    await MongoSightings(schema).note([Sighting("acme", "omnium", old.fingerprint, now - timedelta(hours=1))])
    path = f"/tenants/acme/webhooks/remove?secret={old.fingerprint}"
    assert "Omnium came with it last" in (await browser.get(path)).text
    await MongoSightings(schema).note([Sighting("acme", "omnium", new.fingerprint, now)])
    assert "Omnium came with it last" not in (await browser.get(path)).text
    done = await browser.post("/tenants/acme/webhooks/remove", secret=old.fingerprint, revision="2")
    assert done.status == 303
    assert [one.fingerprint for one in (await tenants.records(["acme"]))[0].hashes] == [new.fingerprint]
    last = await browser.post("/tenants/acme/webhooks/remove", secret=new.fingerprint, revision="3")
    assert last.status == 409
    assert "the only one" in last.text


async def test_a_check_is_kept_until_the_next_one(visit: Visiting) -> None:
    browser = visit("integrator")
    assert "has not been checked" in (await browser.get("/tenants/acme/check")).text
    assert (await browser.post("/tenants/acme/check")).status == 303
    page = await browser.get("/tenants/acme/check")
    assert "Flow can be reached" in page.text
    assert "sub-kari" in page.text


async def test_a_token_that_nobody_grants_is_told(visit: Visiting) -> None:
    page = await visit("operator").post("/tenants/acme/token")
    assert page.status == 503
    assert "the token-manager cannot be used" in page.text
    assert (await visit("operator").post("/tenants/globex/token")).status == 409


async def test_the_time_in_which_it_was_off_can_be_compared_later(
    visit: Visiting, tenants: TenantRepository
) -> None:
    await tenants.set_active("acme", active=False)
    browser = visit("integrator")
    await browser.post("/tenants/acme/activate")
    page = await browser.get("/tenants/acme")
    (link,) = [
        one["href"] for one in page.soup.all("a") if (one.get("href") or "").startswith("/reconciliation?")
    ]
    form = await browser.get(link)
    assert form.soup.one("input[name=since]")["value"]
    assert form.soup.one("input[name=zone]")["value"] == "Europe/Oslo"
