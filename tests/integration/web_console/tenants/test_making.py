"""Making a tenant on a page: nothing runs yet, and its webhook secret is shown once."""

import html
import re

from admin_console.testing.visiting import Visiting
from flow_omnium.tenants.repository import TenantRepository

SECRETS = {"flow_token": "a-token-of-flow", "omnium_secret": "a-secret-of-omnium"}


def textarea(text: str) -> str:
    found = re.search(r'<textarea id="text"[^>]*>(.*?)</textarea>', text, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


async def test_a_tenant_is_made_from_its_template(visit: Visiting, tenants: TenantRepository) -> None:
    browser = visit("integrator")
    text = textarea((await browser.get("/new-tenant?uid=initech")).text)
    page = await browser.post("/new-tenant", uid="initech", text=text, **SECRETS)
    assert page.status == 200, page.text
    stored = await tenants.get("initech")
    assert stored is not None
    assert not stored.active
    assert stored.flow.api_token.get_secret_value() == SECRETS["flow_token"]
    assert stored.webhook_secrets[0].get_secret_value() in page.text
    assert not [secret for secret in SECRETS.values() if secret in page.text]
    assert (await browser.post("/new-tenant", uid="initech", text=text, **SECRETS)).status == 409


async def test_what_is_missing_is_told_and_what_was_typed_stays(
    visit: Visiting, tenants: TenantRepository
) -> None:
    browser = visit("integrator")
    text = textarea((await browser.get("/new-tenant?uid=initech")).text) + "# mine\n"
    page = await browser.post("/new-tenant", uid="initech", text=text)
    assert page.status == 400
    assert "no secret is given for INITECH_FLOW_TOKEN" in page.text
    assert textarea(page.text).endswith("# mine\n")
    other = await browser.post("/new-tenant", uid="other", text=text, **SECRETS)
    assert other.status == 400
    assert await tenants.get("initech") is None
    assert (await browser.get("/new-tenant?uid=a/b")).status == 400


async def test_only_who_may_configure_all_tenants_makes_one(visit: Visiting) -> None:
    assert (await visit("integrator@acme").get("/new-tenant?uid=initech")).status == 404
    assert (await visit("operator").get("/new-tenant?uid=initech")).status == 403
