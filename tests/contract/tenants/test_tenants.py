"""What every store of tenants promises: the same tests on the fake and on MongoDB."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.runtime.database import Database
from flow_omnium.tenants.contract import Tenants
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.tenants.unknown import UnknownTenant
from flow_omnium.testing.tenants import InMemoryTenants, a_tenant, keyring_of


@pytest.fixture(params=["memory", "mongodb"])
def tenants(request: pytest.FixtureRequest) -> Tenants:
    if request.param == "memory":
        return InMemoryTenants()
    database: Database = request.getfixturevalue("database")
    return TenantRepository(
        database["tenants"],
        keyring_of(b"k" * 32),
    )


async def test_an_applied_tenant_is_read_back_whole(tenants: Tenants) -> None:
    tenant = a_tenant(
        flow={"apiToken": "t", "apiUrl": "http://flow.example/v2"},
        stores={"oslo": {"OMNIUM_FLOW_STOCK_MASTER": True, "marketId": "nor"}},
        connector={"DefaultVatCodeUid": "no-25", "VatCodeUids": {"25.0": "no-25"}},
    )
    assert (await tenants.apply(tenant)).outcome == "created"
    assert await tenants.get("acme") == tenant


async def test_applying_twice_changes_nothing(tenants: Tenants) -> None:
    await tenants.apply(a_tenant())
    assert (await tenants.apply(a_tenant())).outcome == "unchanged"
    assert await tenants.revisions() == {"acme": 1}


async def test_a_change_raises_the_revision(tenants: Tenants) -> None:
    await tenants.apply(a_tenant())
    applied = await tenants.apply(a_tenant(webhookSecrets=["new", "old"]))
    assert (applied.outcome, applied.revision, applied.changed) == ("changed", 2, ("webhookSecrets",))
    assert await tenants.revisions() == {"acme": 2}


async def test_appliers_that_meet_all_succeed(tenants: Tenants) -> None:
    variants = [a_tenant(webhookSecrets=[f"secret-{number}"]) for number in range(5)]
    results = await asyncio.gather(*(tenants.apply(variant) for variant in variants))
    assert sorted(result.revision for result in results) == [1, 2, 3, 4, 5]
    assert await tenants.revisions() == {"acme": 5}


async def test_a_plan_writes_nothing(tenants: Tenants) -> None:
    plan = await tenants.plan(a_tenant())
    assert plan.outcome == "created"
    assert await tenants.get("acme") is None


async def test_a_plan_is_carried_out_once(tenants: Tenants) -> None:
    plan = await tenants.plan(a_tenant())
    assert [await tenants.write(plan), await tenants.write(plan)] == [True, False]
    change = await tenants.plan(a_tenant(webhookSecrets=["new"]))
    assert [await tenants.write(change), await tenants.write(change)] == [True, False]
    assert await tenants.revisions() == {"acme": 2}


@pytest.mark.parametrize("meanwhile", ["applied", "deactivated"])
async def test_a_plan_that_somebody_else_has_overtaken_is_not_carried_out(
    tenants: Tenants, meanwhile: str
) -> None:
    await tenants.apply(a_tenant())
    plan = await tenants.plan(a_tenant(webhookSecrets=["ours"]))
    theirs = a_tenant(webhookSecrets=["theirs"]) if meanwhile == "applied" else a_tenant(active=False)
    await tenants.apply(theirs)
    assert not await tenants.write(plan)
    assert await tenants.get("acme") == theirs


async def test_every_change_is_kept_with_who_made_it_and_its_keys(tenants: Tenants) -> None:
    began = datetime.now(UTC) - timedelta(seconds=1)
    await tenants.apply(a_tenant(), by="kari")
    await tenants.apply(a_tenant(), by="nobody")
    await tenants.apply(a_tenant(webhookSecrets=["new"]), by="ola")
    await tenants.set_active("acme", False, by="liv")
    await tenants.set_active("acme", False, by="nobody")
    await tenants.set_active("acme", True)
    history = await tenants.history("acme")
    assert [(change.act, change.by) for change in history] == [
        ("activated", "flow-omnium"),
        ("deactivated", "liv"),
        ("changed", "ola"),
        ("created", "kari"),
    ]
    assert [change.keys for change in history[:3]] == [("active",), ("active",), ("webhookSecrets",)]
    assert "parameters.OMNIUM_CLIENT_ID" in history[3].keys
    assert all(began < change.at < datetime.now(UTC) + timedelta(seconds=1) for change in history)


async def test_appliers_that_meet_all_stand_in_the_history(tenants: Tenants) -> None:
    variants = [a_tenant(webhookSecrets=[f"secret-{number}"]) for number in range(5)]
    await asyncio.gather(*(tenants.apply(variant, by="crowd") for variant in variants))
    acts = [change.act for change in await tenants.history("acme")]
    assert acts == ["changed"] * 4 + ["created"]


async def test_an_unknown_tenant_has_no_history(tenants: Tenants) -> None:
    with pytest.raises(UnknownTenant, match="nobody"):
        await tenants.history("nobody")


async def test_activation_is_a_change_only_once(tenants: Tenants) -> None:
    await tenants.apply(a_tenant(active=False))
    assert await tenants.set_active("acme", True) is True
    assert await tenants.set_active("acme", True) is False
    assert await tenants.get("acme") == a_tenant(active=True)
    assert await tenants.revisions() == {"acme": 2}


async def test_an_unknown_tenant_is_none_and_cannot_be_activated(tenants: Tenants) -> None:
    assert await tenants.get("nobody") is None
    with pytest.raises(UnknownTenant, match="nobody"):
        await tenants.set_active("nobody", True)


async def test_records_come_by_uid_all_or_named(tenants: Tenants) -> None:
    for uid in ("globex", "acme", "initech"):
        await tenants.apply(a_tenant(uid))
    assert [record.tenant_uid for record in await tenants.records()] == ["acme", "globex", "initech"]
    named = await tenants.records({"initech", "globex", "nobody"})
    assert [record.tenant for record in named] == [a_tenant("globex"), a_tenant("initech")]
