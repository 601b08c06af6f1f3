"""Saved views: a person's own, those that are shared, and whose they are."""

from admin_console.testing.ledger import PageLedger
from admin_console.testing.visiting import Page, Visiting
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.runtime.database import Database


def names_of(page: Page) -> list[str]:
    return [one.text.split(" shared")[0] for one in page.soup.all("nav[aria-label] .chips a")]


async def test_a_view_is_its_owners_until_it_is_shared(visit: Visiting, schema: Database) -> None:
    kari, ola = visit("viewer", name="kari"), visit("viewer", name="ola")
    saved = await kari.post(
        "/views", name="Waiting", query="state=waiting&sort=age&after=x&format=csv&number=68&key=om-1"
    )
    assert saved.status == 303
    assert saved.location == "/jobs?state=waiting&sort=age"
    assert names_of(await kari.get("/jobs")) == ["Waiting"]
    assert names_of(await ola.get("/jobs")) == []
    await kari.post("/views", name="Waiting", query="state=held", shared="1")
    assert names_of(await ola.get("/jobs")) == ["Waiting"]
    (act,) = await AuditTrail(schema).latest(1)
    assert (act.act, act.by, act.target) == ("save view", "sub-kari", "view Waiting")


async def test_a_view_is_removed_by_its_owner_or_an_administrator(visit: Visiting) -> None:
    kari, ola, admin = visit("viewer", name="kari"), visit("operator", name="ola"), visit("admin", name="per")
    for name in ("One", "Two"):
        await kari.post("/views", name=name, query="", shared="1")
    one, two = [form["action"] for form in (await kari.get("/jobs")).soup.all("form.act")]
    assert not (await ola.get("/jobs")).soup.has("form.act")
    assert (await ola.post(one)).status == 404
    assert (await kari.post(one)).status == 303
    assert (await admin.post(two)).status == 303
    assert names_of(await kari.get("/jobs")) == []


async def test_a_shared_view_of_a_tenant_is_shown_to_who_sees_that_tenant(
    visit: Visiting, ledger: PageLedger
) -> None:
    await ledger.tenants("acme", "beta")
    await visit("viewer", name="kari").post("/views", name="Of beta", query="tenant=beta", shared="1")
    assert names_of(await visit("viewer@acme", name="ola").get("/jobs")) == []
    assert names_of(await visit("viewer@beta", name="eva").get("/jobs")) == ["Of beta"]


async def test_nobody_shares_a_view_of_a_tenant_that_they_do_not_see(
    visit: Visiting, ledger: PageLedger
) -> None:
    await ledger.tenants("acme", "beta")
    kari = visit("viewer@acme", name="kari")
    assert (await kari.post("/views", name="Read me", query="tenant=beta", shared="1")).status == 400
    assert names_of(await visit("viewer@beta", name="eva").get("/jobs")) == []


async def test_a_view_needs_a_name_and_a_filter_that_means_something(visit: Visiting) -> None:
    kari = visit("viewer")
    assert (await kari.post("/views", query="state=waiting")).status == 400
    assert (await kari.post("/views", name="x" * 61, query="")).status == 400
    assert (await kari.post("/views", name="Odd", query="state=wating")).status == 400
    assert names_of(await kari.get("/jobs")) == []


async def test_nobody_fills_the_database_with_views(visit: Visiting, schema: Database) -> None:
    kari = visit("viewer")
    for number in range(50):
        assert (await kari.post("/views", name=f"v{number}", query="")).status == 303
    assert (await kari.post("/views", name="one more", query="")).status == 409
    assert await schema["console_views"].count_documents({}) == 50
