"""In which time zone a tenant's people read times."""

from typing import Any

import pytest

from flow_omnium.tenants.catalog import DEFAULT_ZONE
from flow_omnium.tenants.zones import read_zone


def stored(zone: Any) -> dict[str, Any]:
    return {"settings": {"catalog": {"timeZone": zone}}}


def test_a_tenant_s_zone_is_that_of_its_schedules() -> None:
    assert read_zone(stored("Europe/Helsinki")).key == "Europe/Helsinki"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "", 3, None, "Europe\0"])
def test_a_zone_that_there_is_not_is_the_default_one(zone: Any) -> None:
    assert read_zone(stored(zone)).key == DEFAULT_ZONE


@pytest.mark.parametrize("document", [None, {}, {"settings": None}, {"settings": {"catalog": []}}])
def test_a_tenant_that_names_none_has_the_default_one(document: dict[str, Any] | None) -> None:
    assert read_zone(document).key == DEFAULT_ZONE
