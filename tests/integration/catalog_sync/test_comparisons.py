"""Full comparisons, dry runs and single products: Flow is read, and told before it is mended."""

from flow_omnium.jobs.kinds import EVERY_STORE, WHATEVER_CHANGED, JobKind
from flow_omnium.tasks.kind import TaskName
from rigs.catalogue.goods import a_cap, a_store
from rigs.catalogue.house import House


async def test_an_edit_by_hand_is_found_told_and_mended(stocked: House) -> None:
    await stocked.run_all()
    before = (await stocked.in_flow("products"))["cap"]
    await stocked.edit("products", "cap", {**before, "name": "Edited", "internalInfo": "kept"})
    await stocked.run(TaskName.PRODUCT)
    assert (await stocked.in_flow("products"))["cap"]["name"] == "Edited"

    tally = await stocked.run(TaskName.PRODUCT, full=True)

    after = (await stocked.in_flow("products"))["cap"]
    assert (after["name"], after["internalInfo"]) == ("Product cap", "kept")
    assert tally.told == ["change product cap (name: Edited → Product cap)"]


async def test_a_record_that_vanished_from_flow_is_made_again(stocked: House) -> None:
    await stocked.run_all()
    await stocked.flow.delete("/_sim/tenants/acme/catalogue/products/cap")

    await stocked.run(TaskName.PRODUCT, full=True)

    assert "cap" in await stocked.in_flow("products")


async def test_a_dry_run_lists_every_field_and_writes_nothing(stocked: House) -> None:
    dry = await stocked.run(TaskName.STORE, dry=True)
    assert any(line.startswith("make store oslo") for line in dry.told)
    assert await stocked.writes() == []
    await stocked.run_all()
    await stocked.writes()
    await stocked.has("products", a_cap(name="New"))

    changed = await stocked.run(TaskName.PRODUCT, dry=True)

    assert changed.told == ["change product cap (name: Product cap → New)"]
    assert await stocked.writes() == []
    assert (await stocked.run(TaskName.PRODUCT)).told != []
    assert (await stocked.run(TaskName.PRODUCT, full=True, dry=True)).told == []


async def test_only_the_products_that_are_asked_for_are_written(stocked: House) -> None:
    await stocked.run(TaskName.PRODUCT, skus=("mug",))

    assert (await stocked.in_flow("products")).keys() == {"mug"}
    assert TaskName.PRODUCT not in stocked.watermarks


async def test_an_event_brings_its_product_and_an_echo_nothing(stocked: House) -> None:
    await stocked.run_all()
    await stocked.has("products", a_cap(name="New"))

    job = await stocked.event(JobKind.PRODUCT_EXPORT, "cap")

    assert job.journal.changes == ["change product cap (name: Product cap → New)"]
    assert (await stocked.event(JobKind.PRODUCT_EXPORT, "cap")).journal.changes == []
    await stocked.writes()
    await stocked.run(TaskName.PRODUCT)
    assert await stocked.writes() == []


async def test_an_event_of_a_product_that_is_gone_takes_it_out_of_use(stocked: House) -> None:
    await stocked.run_all()
    await stocked.omnium.delete("/_sim/products/cap")

    await stocked.event(JobKind.PRODUCT_EXPORT, "cap")

    assert (await stocked.in_flow("products"))["cap"]["allowPurchase"] is False
    assert (await stocked.event(JobKind.PRODUCT_EXPORT, "never-known")).journal.changes == []


async def test_an_event_of_many_products_asks_for_a_run(stocked: House) -> None:
    job = await stocked.event(JobKind.PRODUCT_EXPORT, WHATEVER_CHANGED)

    assert job.journal.changes == ["ask for a run of FlowProductScheduledTask"]
    record = await stocked.requests.read("acme", TaskName.PRODUCT)
    assert record is not None
    assert record.request is not None


async def test_an_event_of_a_store_compares_all_stores(stocked: House) -> None:
    await stocked.run_all()
    await stocked.has("catalogue-stores", a_store("oslo", name="Oslo City"), a_store("bergen"))

    await stocked.event(JobKind.STORE_EXPORT, EVERY_STORE)

    stores = await stocked.in_flow("stores")
    assert (stores["oslo"]["name"], stores["bergen"]["name"]) == ("Oslo City", "Bergen")
    await stocked.writes()
    await stocked.run(TaskName.STORE)
    assert await stocked.writes() == []
