"""The section `catalog` of a tenant file: what it accepts, what it makes of it, what it refuses (design section 9)."""

from collections.abc import Mapping
from typing import Any

import pytest

from flow_omnium.tasks.kind import TaskName
from flow_omnium.tenants.catalog import Catalog, ScheduledTask
from flow_omnium.tenants.validation import InvalidTenant, read_tenant
from flow_omnium.testing.tenants import a_tenant, tenant_document

PRICES = {"implementationType": "FlowPriceScheduledTask", "schedule": "*/30 * * * *"}


def catalog_of(**section: Any) -> Catalog:
    return a_tenant(catalog={"markets": ["nor"], **section}).catalog


def faults_of(section: Mapping[str, Any]) -> list[str]:
    with pytest.raises(InvalidTenant) as refused:
        read_tenant(tenant_document(catalog=section))
    return [str(fault) for fault in refused.value.faults]


def test_a_tenant_without_the_section_exports_nothing() -> None:
    catalog = a_tenant().catalog
    assert not catalog.enabled
    assert (catalog.markets, catalog.tasks, catalog.price_source) == ((), (), "index")
    assert catalog.time_zone == "Europe/Oslo"


@pytest.mark.parametrize(
    ("task", "schedule"),
    [
        (TaskName.STORE, "10 * * * *"),
        (TaskName.CATEGORY, "0 2 * * *"),
        (TaskName.PRODUCT, "*/30 * * * *"),
        (TaskName.PURCHASE_ORDER, "15,45 * * * *"),
        (TaskName.DELIVERY, "15,45 * * * *"),
    ],
)
def test_what_events_tell_has_a_schedule_that_nobody_wrote(task: TaskName, schedule: str) -> None:
    found = catalog_of().task(task)
    assert found is not None
    assert (found.schedule, found.is_disabled) == (schedule, False)


@pytest.mark.parametrize("task", [TaskName.INVENTORY, TaskName.PRICE, TaskName.COST_PRICE, TaskName.SOA])
def test_every_other_task_runs_only_where_it_is_listed(task: TaskName) -> None:
    assert catalog_of().task(task) is None
    listed = {"implementationType": task.value, "schedule": "0 3 * * *"}
    assert catalog_of(tasks=[listed]).task(task) is not None


def test_a_listed_task_goes_before_its_default() -> None:
    own = {"implementationType": "FlowStoreScheduledTask", "schedule": "0 5 * * *", "isDisabled": True}
    found = catalog_of(tasks=[own]).task(TaskName.STORE)
    assert found is not None
    assert (found.schedule, found.is_disabled) == ("0 5 * * *", True)


def test_a_task_may_be_written_as_omniums_pages_write_it() -> None:
    pascal = {
        "ImplementationType": "FlowPriceScheduledTask",
        "Schedule": "*/30 * * * *",
        "IsDisabled": True,
        "Properties": [{"Key": "Storefront", "Value": "POS"}],
    }
    camel = {**PRICES, "isDisabled": True, "properties": [{"key": "Storefront", "value": "POS"}]}
    (one,), (other,) = catalog_of(tasks=[pascal]).tasks, catalog_of(tasks=[camel]).tasks
    assert one == other
    assert [(each.key, each.value) for each in one.properties] == [("Storefront", "POS")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schedule": "every day"}, "has not five fields"),
        ({"schedule": "* * * * * *"}, "has not five fields"),
        ({"schedule": "61 * * * *"}, "cannot be read"),
        ({"schedule": "0 0 31 2 *"}, "31 2"),
        ({"implementationType": "FlowNoTask"}, "tasks[0].implementationType"),
        ({"cron": "0 0 * * *"}, "tasks[0].cron"),
    ],
)
def test_a_task_that_could_never_run_is_refused_by_its_path(change: Mapping[str, Any], said: str) -> None:
    (fault,) = faults_of({"tasks": [{**PRICES, **change}]})
    assert fault.startswith("catalog.tasks[0]")
    assert said in fault


def test_a_task_that_is_listed_twice_is_refused() -> None:
    (fault,) = faults_of({"tasks": [PRICES, PRICES]})
    assert fault.startswith("catalog.tasks: FlowPriceScheduledTask is listed twice")


@pytest.mark.parametrize("zone", ["Oslo", "../etc/passwd", "Europe"])
def test_a_time_zone_must_be_known(zone: str) -> None:
    (fault,) = faults_of({"timeZone": zone})
    assert fault.startswith("catalog.timeZone")
    assert "is not known" in fault


@pytest.mark.parametrize(
    "section",
    [
        {"markets": ["nor"]},
        {"markets": ["nor", "swe"], "leadingMarket": "swe"},
        {"marketGroup": "nordic"},
        {"marketGroup": "nordic", "leadingMarket": "swe"},
    ],
)
def test_an_export_is_of_markets_or_of_a_group(section: Mapping[str, Any]) -> None:
    assert a_tenant(catalog={"enabled": True, **section}).catalog.enabled


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"enabled": True}, "enabled needs markets or a marketGroup"),
        ({"markets": ["nor"], "marketGroup": "nordic"}, "markets and marketGroup exclude each other"),
        ({"markets": ["nor"], "leadingMarket": "swe"}, "leadingMarket is none of the markets"),
    ],
)
def test_markets_that_contradict_each_other_are_refused(section: Mapping[str, Any], said: str) -> None:
    (fault,) = faults_of(section)
    assert said in fault


def test_a_single_market_or_code_may_stand_without_a_list() -> None:
    catalog = a_tenant(catalog={"markets": "nor", "nonPurchasableAssortmentCodes": "closed"}).catalog
    assert catalog.markets == ("nor",)
    assert catalog.non_purchasable_assortment_codes == ("closed",)


@pytest.mark.parametrize("source", ["priceListItems", "costPrices:SOA", None])
def test_amounts_on_account_come_from_one_of_two_places(source: str | None) -> None:
    assert catalog_of(soaSource=source).soa_source == source


def test_the_type_of_a_cost_price_has_100_characters_at_most() -> None:
    assert catalog_of(soaSource=f"costPrices:{'x' * 100}").soa_source
    (fault,) = faults_of({"markets": ["nor"], "soaSource": f"costPrices:{'x' * 101}"})
    assert fault.startswith("catalog.soaSource")


@pytest.mark.parametrize(
    ("key", "value"),
    [("soaSource", "costPrices:"), ("soaSource", "elsewhere"), ("priceSource", "guess"), ("leading", "nor")],
)
def test_any_other_key_or_source_is_refused(key: str, value: str) -> None:
    (fault,) = faults_of({"markets": ["nor"], key: value})
    assert fault.startswith(f"catalog.{key}")


def test_a_task_reads_back_as_it_was_written() -> None:
    (task,) = catalog_of(tasks=[PRICES]).tasks
    assert ScheduledTask.model_validate(task.model_dump(by_alias=True)) == task
