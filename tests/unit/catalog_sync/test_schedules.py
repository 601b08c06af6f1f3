"""Which tasks a tenant's settings want, and when its products are read anew."""

from collections.abc import Mapping
from typing import Any

import pytest

from catalog_sync.schedules import scope_of, settings_of
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tenants.tenant import Tenant
from rigs.catalogue.samples import tenant

OFFERED = (TaskName.STORE, TaskName.CATEGORY, TaskName.PRODUCT)


def wanted(whose: Tenant) -> set[TaskName]:
    settings = settings_of(whose, OFFERED)
    return set(settings.schedules) if settings is not None else set()


def test_a_tenant_whose_catalogue_is_off_wants_no_task() -> None:
    assert settings_of(tenant(catalog={"enabled": False}), OFFERED) is None


@pytest.mark.parametrize("is_synced", [True, False])
def test_categories_are_exported_where_the_setting_says_so(is_synced: bool) -> None:
    whose = tenant({"SyncCategoriesToFlow": is_synced})
    assert wanted(whose) == {TaskName.STORE, TaskName.PRODUCT} | ({TaskName.CATEGORY} if is_synced else set())


def test_a_task_that_is_disabled_keeps_its_schedule() -> None:
    task = {"implementationType": TaskName.PRODUCT, "schedule": "5 * * * *", "isDisabled": True}
    settings = settings_of(tenant(catalog={"tasks": [task]}), OFFERED)
    assert settings is not None
    assert settings.schedules[TaskName.PRODUCT].is_disabled


@pytest.mark.parametrize(
    ("connector", "catalog"),
    [({"DefaultProductGroupUid": "other"}, {}), ({}, {"markets": ["swe"]}), ({}, {"language": "sv"})],
)
def test_by_another_setting_everything_is_read_anew(
    connector: Mapping[str, Any], catalog: Mapping[str, Any]
) -> None:
    assert scope_of(tenant(connector, catalog)) != scope_of(tenant())


def test_by_another_time_zone_nothing_is_read_anew() -> None:
    assert scope_of(tenant(catalog={"timeZone": "Europe/Helsinki"})) == scope_of(tenant())
