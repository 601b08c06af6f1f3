"""A job in a list: it is called as people call its record."""

import pytest

from admin_console.testing.entries import an_entry
from admin_console.web.jobs.rows import row_of


@pytest.mark.parametrize(
    ("key", "numbers", "name"),
    [
        ("om-1", ("1234", "om-1", "68"), "1234, 68"),
        ("DEMO-1001", ("demo-1001", "2"), "DEMO-1001"),
        ("om-1", (), "om-1"),
    ],
)
def test_a_record_is_called_by_its_own_number_before_another_system_s(
    key: str, numbers: tuple[str, ...], name: str
) -> None:
    assert row_of(an_entry(key, numbers=numbers)).name == name
