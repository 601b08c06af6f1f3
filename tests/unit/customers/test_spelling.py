"""What differs in spelling alone, field by field."""

import pytest

from order_sync.customers.spelling import is_same


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("email", "Kari@Example.no ", "kari@example.no"),
        ("phone", "+47 900 00 001", "004790000001"),
        ("phone", "90000001", "+4790000001"),
        ("phone", "070-123 45 67", "+46701234567"),
        ("phone", "09.77.40.50.60 (service gratuit)", "+33977405060"),
        ("first_name", "Ka\u030are", "K\u00e5re"),
        ("last_name", " van  Dyk ", "van Dyk"),
        ("tax_id", "NO 987 654 321 MVA", "987654321"),
        ("postal_code", "123 45", "12345"),
        ("city", "OSLO", "Oslo"),
        ("country_code", "NOR", "NO"),
        ("country_code", "Norge", "no"),
        ("email", None, ""),
    ],
)
def test_the_same(field: str, one: str | None, other: str | None) -> None:
    assert is_same(field, one, other)
    assert is_same(field, other, one)


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("first_name", "kari", "Kari"),
        ("last_name", "Nordmann", "Nordman"),
        ("phone", "+4790000001", "+4690000001"),
        ("phone", "90000001", "90000002"),
        ("phone", "unknown", None),
        ("phone", "001", "+47001"),
        ("line1", "Storgata 1", "Storgata 11"),
        ("email", "kari@example.no", None),
        ("customer_number", "L-1", "l-1"),
    ],
)
def test_not_the_same(field: str, one: str | None, other: str | None) -> None:
    assert not is_same(field, one, other)
    assert not is_same(field, other, one)
