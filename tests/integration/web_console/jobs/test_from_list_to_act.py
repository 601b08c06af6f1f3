"""From the list to an act: every address of an act that a page of reading offers is one that is there and confirms."""

from admin_console.testing.ledger import PageLedger
from admin_console.testing.visiting import Page, Visiting
from flow_omnium.runtime.database import Database
from flow_omnium.testing.filled_ledger import failure


def retrying(page: Page) -> tuple[str, dict[str, str]]:
    """Where the form goes that tries a job now, and what it says."""
    (form,) = [one for one in page.soup.all("form") if one["action"].endswith("/retry")]
    return form["action"], {one["name"]: one["value"] for one in form.all("input") if one["name"] != "csrf"}


async def test_what_is_offered_for_many_jobs_leads_to_a_page_that_confirms(
    visit: Visiting, ledger: PageLedger
) -> None:
    await ledger.tenants("acme")
    job_id = await ledger.add("o1", failure())
    await ledger.add("o2", failure())
    operator = visit("operator")
    offered = [
        link["href"]
        for path in ("/jobs", "/jobs?tenant=acme", "/problems", f"/problems/{await ledger.cause(job_id)}")
        for link in (await operator.get(path)).soup.all("main a")
        if link["href"].startswith("/bulk")
    ]
    assert len(offered) == 3 * 4
    for href in [*offered, f"/bulk?act=retry&job={job_id}"]:
        page = await operator.get(href)
        assert page.status == 200, href
        assert page.soup.has("form[action=/bulk]") or "form" in page.text


async def test_a_job_is_tried_from_its_page_and_the_page_is_shown_again(
    visit: Visiting, ledger: PageLedger
) -> None:
    job_id = await ledger.add("o1", failure())
    operator = visit("operator")
    path, fields = retrying(await operator.get(f"/jobs/{job_id}"))
    tried = await operator.post(path, **fields)
    assert (tried.status, tried.location) == (303, f"/jobs/{job_id}")
    assert "retry" in {row.get("Act") for row in (await operator.get(f"/jobs/{job_id}")).soup.rows()}


async def test_a_job_that_has_ended_meanwhile_is_not_done_again_by_a_page_that_showed_it_waiting(
    visit: Visiting, ledger: PageLedger, schema: Database
) -> None:
    job_id = await ledger.add("o1", failure())
    operator = visit("operator")
    forms = [retrying(await operator.get(path)) for path in (f"/jobs/{job_id}", "/records/acme/order%3Ao1")]
    await schema["jobs"].update_one({"_id": job_id}, {"$set": {"state": "done"}, "$unset": {"pending": ""}})
    for path, fields in forms:
        page = await operator.post(path, **fields)
        assert page.status == 409
        assert "now it is done" in page.soup.one("main").text
    assert await schema["jobs"].count_documents({}) == 1
