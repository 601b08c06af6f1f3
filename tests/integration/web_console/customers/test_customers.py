"""Customers affected: orders from the ledger, names from Omnium; masked unless somebody says why."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest

from admin_console.testing.ledger import PageLedger
from admin_console.testing.visiting import Visiting
from admin_console.web.customers import pages
from admin_console.web.customers.affected import AffectedOrder, Customer
from admin_console.web.personal import Personal
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.act_jobs import ActJobs
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.runtime.database import Database
from flow_omnium.testing.filled_ledger import failure
from flow_omnium.testing.jobs import NOON

PATH = "/customers-affected"


@pytest.fixture(autouse=True)
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Omnium knows who ordered all of them but `gone`."""
    keys: list[str] = []

    async def customers_of(
        _settings: Any, orders: Iterable[AffectedOrder]
    ) -> AsyncIterator[tuple[AffectedOrder, Customer]]:
        for order in orders:
            keys.append(order.key)
            known = Customer(Personal("Kari Nordmann"), Personal("40010001"), Personal("kari@example.com"))
            yield order, Customer(fault="Omnium has no such order") if order.key == "gone" else known

    monkeypatch.setattr(pages, "customers_of", customers_of)
    return keys


async def test_orders_are_listed_from_the_ledger_and_nobody_is_asked(
    visit: Visiting, ledger: PageLedger, called: list[str]
) -> None:
    await ledger.add("o1", failure(), fields={"numbers": ["68"], "storeUid": "oslo"})
    await ledger.add("o1", failure(), kind=JobKind.OUTBOUND_ORDER)
    await ledger.add("o2", failure(status=400))
    await ledger.add("c1", failure(), kind=JobKind.OUTBOUND_CUSTOMER)
    page = await visit("viewer").get(PATH)
    assert sorted(row["Order"] for row in page.soup.rows()) == ["68", "o2"]
    assert next(row for row in page.soup.rows() if row["Order"] == "68")["Store"] == "oslo"
    assert called == []
    narrowed = await visit("viewer").get(f"{PATH}?status=400")
    assert [row["Order"] for row in narrowed.soup.rows()] == ["o2"]
    assert "No order is among these jobs." in (await visit("viewer").get(f"{PATH}?key=none")).text


async def test_names_are_masked_for_who_has_said_no_reason(visit: Visiting, ledger: PageLedger) -> None:
    await ledger.add("o1", failure())
    await ledger.add("gone", failure())
    page = await visit("operator").get(f"{PATH}?names=1")
    rows = {row["Order"]: row for row in page.soup.rows()}
    assert rows["o1"]["Customer"] == "K••• N•••••••"
    assert rows["o1"]["Phone"] == "••••0001"
    assert rows["gone"]["Customer"] == "not told: Omnium has no such order"
    assert "Kari" not in page.text


async def test_names_are_revealed_with_a_reason_that_is_kept(
    visit: Visiting, ledger: PageLedger, schema: Database, called: list[str]
) -> None:
    await ledger.add("o1", failure())
    operator = visit("operator")
    assert (await operator.post(f"{PATH}/reveal")).status == 400
    assert (await visit("viewer").post(f"{PATH}/reveal", reason="x")).status == 403
    assert called == []
    page = await operator.post(f"{PATH}/reveal", reason="INC-77: the shop calls")
    assert page.soup.rows()[0]["Customer"] == "Kari Nordmann"
    (act,) = await AuditTrail(schema).latest(1)
    assert (act.act, act.reason, act.tenant, act.count) == ("reveal", "INC-77: the shop calls", "acme", 1)
    assert act.target == "customers of 1 orders: o1"
    assert "Nordmann" not in str(await schema["audit"].find().to_list(None))


async def test_all_of_them_can_be_taken_away_with_a_reason(visit: Visiting, ledger: PageLedger) -> None:
    for number in range(60):
        await ledger.add(f"o{number}", failure())
    taken = await visit("operator").post(f"{PATH}/reveal?tenant=acme", reason="INC-77", format="csv")
    rows = list(csv.DictReader(io.StringIO(taken.text)))
    assert len(rows) == 60
    assert {row["name"] for row in rows} == {"Kari Nordmann"}
    assert (await visit("operator").post(f"{PATH}/reveal", reason="x", format="xml")).status == 400


async def test_the_orders_of_an_act_can_be_asked_for(
    visit: Visiting, ledger: PageLedger, schema: Database
) -> None:
    mine, other = await ledger.add("o1", failure()), await ledger.add("b1", failure(), tenant_uid="beta")
    await ledger.add("o2", failure())
    await ActJobs(schema).keep(7, [mine, other], NOON)
    everybody = await visit("operator").get(f"{PATH}?act=7")
    assert {row["Order"] for row in everybody.soup.rows()} == {"o1", "b1"}
    assert {row["Order"] for row in (await visit("operator@acme").get(f"{PATH}?act=7")).soup.rows()} == {"o1"}
    assert (await visit("operator").get(f"{PATH}?act=seven")).status == 400


async def test_of_a_large_act_no_more_are_asked_for_than_a_page_has(
    visit: Visiting, ledger: PageLedger, schema: Database, called: list[str]
) -> None:
    await ActJobs(schema).keep(7, [await ledger.add(f"o{number}", failure()) for number in range(30)], NOON)
    browser = visit("operator")
    first = await browser.get(f"{PATH}?act=7&names=1")
    assert (len(first.soup.rows()), len(called)) == (25, 25)
    second = await browser.get(first.soup.one("nav.pager a")["href"])
    orders = {row["Order"] for page in (first, second) for row in page.soup.rows()}
    assert orders == {f"o{number}" for number in range(30)}
    taken = await browser.post(f"{PATH}/reveal?act=7", reason="INC-77", format="csv")
    assert len(list(csv.DictReader(io.StringIO(taken.text)))) == 30
    assert (await browser.get(f"{PATH}?act=7&after=x")).status == 400


async def test_names_of_a_tenant_take_the_right_in_that_tenant(
    visit: Visiting, ledger: PageLedger, called: list[str]
) -> None:
    await ledger.add("o1", failure())
    await ledger.add("b1", failure(), tenant_uid="beta")
    mixed = visit("operator@acme", "viewer@beta")
    assert (await mixed.post(f"{PATH}/reveal", reason="x")).status == 403
    assert called == []
    assert (await mixed.post(f"{PATH}/reveal?tenant=acme", reason="x")).status in (200, 400)
    only = await visit("operator@acme").post(f"{PATH}/reveal", reason="x")
    assert [row["Order"] for row in only.soup.rows()] == ["o1"]
