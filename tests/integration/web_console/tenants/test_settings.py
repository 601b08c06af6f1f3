"""The settings of a tenant on pages: what is shown, what is never shown, and who wins when two change them."""

import html
import re
import threading

import pytest

from admin_console.tenants.file import TenantFileError
from admin_console.testing.sessions import FakeSessions
from admin_console.testing.visiting import Visiting
from admin_console.web.tenants import editing
from flow_omnium.console.people import Choices
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.tenants.tenant import Tenant

PAGES = (
    "",
    "/settings",
    "/settings/edit",
    "/check",
    "/webhooks",
    "/token",
    "/stores",
    "/history",
    "/history/1",
)
HOSTILE = "<script>alert(1)</script>"
SECRETS = ("a-webhook-secret-that-is-not-a-secret", "acme-flow-token", "acme-client-secret")

pytestmark = pytest.mark.usefixtures("tenants")


def textarea(text: str) -> str:
    """What stands in the editor."""
    found = re.search(r'<textarea id="text"[^>]*>(.*?)</textarea>', text, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_shows_the_tenant_and_no_secret(visit: Visiting, path: str) -> None:
    page = await visit("integrator").get(f"/tenants/acme{path}")
    assert page.status == 200, page.text
    assert not [secret for secret in SECRETS if secret in page.text]


@pytest.mark.parametrize("path", PAGES)
async def test_another_tenant_s_page_does_not_exist(visit: Visiting, path: str) -> None:
    assert (await visit("integrator@globex").get(f"/tenants/acme{path}")).status == 404
    assert (await visit("integrator").get(f"/tenants/acmee{path}")).status == 404


async def test_an_unknown_tenant_is_told_with_the_one_that_may_be_meant(visit: Visiting) -> None:
    page = await visit("viewer").get("/tenants/acmee")
    assert page.status == 404
    assert "did you mean" in page.text
    assert "acme" in page.text


async def test_the_list_shows_what_the_visitor_may_see(visit: Visiting) -> None:
    assert "globex" in (await visit("viewer").get("/tenants")).text
    assert "globex" not in (await visit("viewer@acme").get("/tenants")).text


async def test_a_file_that_comes_back_as_it_went_changes_nothing(visit: Visiting) -> None:
    browser = visit("integrator")
    text = (await browser.get("/tenants/acme/settings?format=yaml")).text
    assert "${ACME_FLOW_TOKEN}" in text
    page = await browser.post("/tenants/acme/settings/edit", text=text)
    assert page.status == 200, page.text
    assert "it is stored just so" in page.text


async def test_a_stored_secret_is_not_shown_by_its_variable_in_another_place(visit: Visiting) -> None:
    browser = visit("integrator")
    text = textarea((await browser.get("/tenants/acme/settings/edit")).text).replace(
        "OMNIUM_PROPERTY_PREFIX: flow", "OMNIUM_PROPERTY_PREFIX: ${ACME_FLOW_TOKEN}"
    )
    for path in ("/tenants/acme/settings/edit", "/tenants/acme/settings"):
        page = await browser.post(path, text=text, revision="1")
        assert page.status == 400
        assert "parameters.OMNIUM_PROPERTY_PREFIX" in page.text
        assert "acme-flow-token" not in page.text


async def test_a_text_is_read_aside_since_a_large_one_takes_seconds(
    visit: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in = list[threading.Thread]()

    def read(*_text: object, **_how: object) -> Tenant:
        read_in.append(threading.current_thread())
        raise TenantFileError("no YAML")

    monkeypatch.setattr(editing, "read_tenant_text", read)
    assert (await visit("integrator").post("/tenants/acme/settings/edit", text="x")).status == 400
    assert read_in
    assert threading.main_thread() not in read_in


async def test_a_change_is_shown_before_it_is_written_and_kept_as_an_act(
    visit: Visiting, tenants: TenantRepository, schema: Database
) -> None:
    browser = visit("integrator")
    text = textarea((await browser.get("/tenants/acme/settings/edit")).text).replace(
        "OMNIUM_PROPERTY_PREFIX: flow", "OMNIUM_PROPERTY_PREFIX: shop"
    )
    page = await browser.post("/tenants/acme/settings/edit", text=text.replace("\n", "\r\n"))
    assert "parameters.OMNIUM_PROPERTY_PREFIX: flow -&gt; shop" in page.text
    done = await browser.post("/tenants/acme/settings", text=text, revision="1", reason="a new shop")
    assert (done.status, done.location) == (303, "/tenants/acme/settings")
    stored = await tenants.get("acme")
    assert stored is not None
    assert stored.parameters.omnium_property_prefix == "shop"
    assert stored.flow.api_token.get_secret_value() == "acme-flow-token"
    (act, *_) = await AuditTrail(schema).latest(1)
    assert (act.act, act.by, act.tenant, act.reason) == ("apply", "sub-kari", "acme", "a new shop")
    assert "shop" in (await browser.get("/tenants/acme/history")).text


async def test_whoever_comes_second_is_told_and_nothing_is_written(
    visit: Visiting, tenants: TenantRepository
) -> None:
    browser = visit("integrator")
    text = textarea((await browser.get("/tenants/acme/settings/edit")).text)
    await tenants.set_active("acme", active=False)
    changed = text.replace("OMNIUM_PROPERTY_PREFIX: flow", "OMNIUM_PROPERTY_PREFIX: shop")
    page = await browser.post("/tenants/acme/settings", text=changed, revision="1")
    assert page.status == 409
    assert "Somebody else has just changed acme" in page.text
    stored = await tenants.get("acme")
    assert stored is not None
    assert stored.parameters.omnium_property_prefix == "flow"


async def test_whoever_comes_second_keeps_the_own_text_and_sees_what_the_other_has_changed(
    visit: Visiting, tenants: TenantRepository
) -> None:
    first, second = visit("integrator", name="anna"), visit("integrator")
    text = textarea((await second.get("/tenants/acme/settings/edit")).text)
    theirs = text.replace("marketId: nor", "marketId: swe")
    mine = text.replace("OMNIUM_PROPERTY_PREFIX: flow", "OMNIUM_PROPERTY_PREFIX: shop")
    assert (await first.post("/tenants/acme/settings", text=theirs, revision="1")).status == 303
    page = await second.post("/tenants/acme/settings", text=mine, revision="1")
    assert page.status == 409
    assert textarea(page.text).strip() == mine.strip()
    (told,) = page.soup.all("[role=alert]")
    assert "revision 2, changed by sub-anna" in told.text
    assert "nor → swe" in told.text
    assert "swe -> nor" in told.text  # what the own text would undo
    assert "flow -> shop" in told.text
    stored = await tenants.get("acme")
    assert stored is not None
    assert stored.parameters.omnium_property_prefix == "flow"


async def test_whoever_sets_a_secret_second_is_told_and_nothing_is_written(
    visit: Visiting, tenants: TenantRepository
) -> None:
    await tenants.set_active("acme", active=False)
    value = {"which": "flow.apiToken", "value": "another-token", "revision": "1"}
    page = await visit("integrator").post("/tenants/acme/settings/secret", **value)
    assert page.status == 409
    assert "Nothing is written." in page.text
    stored = await tenants.get("acme")
    assert stored is not None
    assert stored.flow.api_token.get_secret_value() == "acme-flow-token"


async def test_faults_stand_beside_what_was_typed(visit: Visiting) -> None:
    page = await visit("integrator").post(
        "/tenants/acme/settings/edit", text=f"tenantUid: acme\nx: '{HOSTILE}'\n"
    )
    assert page.status == 400
    assert "flow" in page.text
    assert HOSTILE not in page.text
    assert HOSTILE in textarea(page.text)


@pytest.mark.parametrize("secret", ["a-secret-in-plain-text-that-is-long"])
async def test_a_secret_in_plain_text_is_refused(visit: Visiting, secret: str) -> None:
    browser = visit("integrator")
    text = textarea((await browser.get("/tenants/acme/settings/edit")).text)
    page = await browser.post(
        "/tenants/acme/settings/edit", text=re.sub(r"apiToken: .*", f"apiToken: {secret}", text)
    )
    assert page.status == 400
    assert "set the secret below" in page.text


async def test_a_secret_is_set_and_never_shown(visit: Visiting, tenants: TenantRepository) -> None:
    browser = visit("integrator")
    done = await browser.post(
        "/tenants/acme/settings/secret", which="flow.apiToken", value="another-token", revision="1"
    )
    assert done.status == 303
    stored = await tenants.get("acme")
    assert stored is not None
    assert stored.flow.api_token.get_secret_value() == "another-token"
    page = await browser.get("/tenants/acme/settings")
    assert "another-token" not in page.text
    assert "by sub-kari" in page.text


async def test_a_secret_that_would_end_a_header_is_refused(
    visit: Visiting, tenants: TenantRepository
) -> None:
    value = "another-token\r\nX-Other: 1"
    form = {"which": "flow.apiToken", "value": value, "revision": "1"}
    assert (await visit("integrator").post("/tenants/acme/settings/secret", **form)).status == 400
    (record, _) = await tenants.records()
    assert record.revision == 1


@pytest.mark.parametrize(
    "path", ["settings", "settings/secret", "activate", "deactivate", "check", "webhooks/secret"]
)
async def test_only_who_may_configure_changes_anything(
    visit: Visiting, tenants: TenantRepository, path: str
) -> None:
    assert (await visit("operator").post(f"/tenants/acme/{path}", revision="1")).status == 403
    (record, _) = await tenants.records()
    assert (record.revision, record.is_active) == (1, True)


async def test_an_older_file_comes_back(visit: Visiting) -> None:
    browser = visit("integrator")
    text = textarea((await browser.get("/tenants/acme/settings/edit")).text)
    changed = text.replace("marketId: nor", "marketId: swe")
    await browser.post("/tenants/acme/settings", text=changed, revision="1")
    page = await browser.get("/tenants/acme/history/1")
    assert "marketId: nor" in page.text
    assert "Restore" in page.text
    older = await browser.get("/tenants/acme/history/0")
    assert "cannot be told" in older.text
    assert (await browser.get("/tenants/acme/history/99")).status == 404


async def test_the_list_is_taken_away_as_it_is_shown(visit: Visiting) -> None:
    taken = await visit("viewer@acme").get("/tenants?format=csv")
    assert taken.text.splitlines()[1].startswith("acme,yes,2,1")
    assert "globex" not in taken.text
    for path in ("/tasks", "/reconciliation"):
        page = await visit("viewer").get(f"{path}?format=json")
        assert page.text == "[]\n"
    assert (await visit("viewer").get("/tenants?format=pdf")).status == 400


async def test_a_tenant_whose_secrets_do_not_open_is_shown_and_not_written(
    visit: Visiting, tenants: TenantRepository, schema: Database
) -> None:
    sealed = "v2:00000000:AAAA"
    await schema["tenants"].update_one({"_id": "acme"}, {"$set": {"settings.flow.apiToken": sealed}})
    browser = visit("integrator")
    for path in PAGES:
        page = await browser.get(f"/tenants/acme{path}")
        assert page.status == 200, path
    value = {"which": "parameters.OMNIUM_CLIENT_SECRET", "value": "another", "revision": "1"}
    assert (await browser.post("/tenants/acme/settings/secret", **value)).status == 409
    assert (await browser.post("/tenants/acme/webhooks/secret", revision="1")).status == 409
    text = textarea((await browser.get("/tenants/acme/settings/edit")).text)
    page = await browser.post("/tenants/acme/settings/edit", text=text)
    assert page.status == 400
    assert "there is no stored secret for ACME_FLOW_TOKEN" in page.text
    (record, _) = await tenants.records()
    assert record.revision == 1


async def test_a_document_that_is_no_tenant_is_shown_as_what_it_is(visit: Visiting, schema: Database) -> None:
    await schema["tenants"].insert_one({"_id": "odd", "revision": 1, "settings": {"active": True, "x": 1}})
    browser = visit("integrator")
    for path in ("", "/settings", "/webhooks", "/stores", "/history", "/token", "/check"):
        assert (await browser.get(f"/tenants/odd{path}")).status == 200, path
    for path in ("/settings/edit", "/settings?format=yaml", "/history/1"):
        assert (await browser.get(f"/tenants/odd{path}")).status == 409, path
    assert (await browser.post("/tenants/odd/check")).status == 409
    assert "flow" in (await browser.get("/tenants")).text


async def test_tenants_and_changes_are_listed_page_by_page(
    visit: Visiting, sessions: FakeSessions, tenants: TenantRepository
) -> None:
    sessions.chosen["sub-kari"] = Choices(rows=1)
    for is_active in (False, True):
        await tenants.set_active("acme", active=is_active)
    browser = visit("viewer")
    page = await browser.get("/tenants")
    assert ("/tenants/acme" in page.text, "/tenants/globex" in page.text) == (True, False)
    assert "/tenants/globex" in (await browser.get("/tenants?after=acme")).text
    page = await browser.get("/tenants/acme/history")
    assert ("history/3" in page.text, "history/2" in page.text) == (True, False)
    assert "history?before=3" in page.text
    assert "history/2" in (await browser.get("/tenants/acme/history?before=3")).text
    assert (await browser.get("/tenants/acme/history?before=x")).status == 400
