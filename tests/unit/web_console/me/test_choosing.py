"""What somebody has chosen is read as it is meant, or said not to be."""

import pytest

from admin_console.web.me.choosing import Chosen, read_choices, zone_kind
from flow_omnium.console.people import Choices


@pytest.mark.parametrize(
    ("form", "chosen"),
    [
        ({}, Choices(keys=False)),
        ({"zone": "tenant", "zone_name": "what was typed before", "keys": "on"}, Choices()),
        ({"zone": "UTC", "theme": "light", "rows": "100"}, Choices("UTC", "light", keys=False, rows=100)),
        ({"zone": "named", "zone_name": " Europe/Oslo "}, Choices("Europe/Oslo", keys=False)),
    ],
)
def test_a_form_is_read(form: dict[str, str], chosen: Choices) -> None:
    assert read_choices(form) == Chosen(chosen)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"zone": "named", "zone_name": ""}, "zone_name"),
        ({"zone": "named", "zone_name": "../etc/passwd"}, "zone_name"),
        ({"zone": "named", "zone_name": "x" * 10_000}, "zone_name"),
        ({"zone": "mars"}, "zone_name"),
        ({"theme": "pink"}, "theme"),
        ({"rows": "51"}, "rows"),
        ({"rows": "-1"}, "rows"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field(form: dict[str, str], field: str) -> None:
    faults = read_choices(form).faults
    assert list(faults) == [field]
    assert len(faults[field]) < 200


@pytest.mark.parametrize(
    ("zone", "kind"), [(None, "tenant"), ("UTC", "UTC"), ("Europe/Oslo", "named")], ids=str
)
def test_what_was_chosen_is_what_stands_in_the_form(zone: str | None, kind: str) -> None:
    assert zone_kind(Choices(zone)) == kind
