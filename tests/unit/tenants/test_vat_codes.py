"""From Omnium's tax rates to Flow's VAT codes."""

from decimal import Decimal
from typing import Any

import pytest

from flow_omnium.tenants.connector import Connector
from flow_omnium.tenants.validation import InvalidTenant, read_tenant
from flow_omnium.testing.tenants import tenant_document


def connector_with(uids: object) -> Connector:
    section = {"DefaultVatCodeUid": "default", "VatCodeUids": uids}
    connector = read_tenant(tenant_document(connector=section)).connector
    assert connector is not None
    return connector


def faults_of(uids: object) -> list[str]:
    with pytest.raises(InvalidTenant) as caught:
        connector_with(uids)
    return [str(fault) for fault in caught.value.faults]


def an_entry(key: object, value: object, **more: Any) -> dict[str, object]:
    return {"keyGroup": "VatCodeUids", "key": key, "value": value, **more}


@pytest.mark.parametrize("written", ["25", "25.0", "25.00", "025", 25, 25.0])
@pytest.mark.parametrize("asked", ["25", "25.0", "25.0000"])
def test_rates_are_compared_as_decimals(written: object, asked: str) -> None:
    assert connector_with({written: "no-25"}).vat_code_uid(Decimal(asked)) == "no-25"
    assert connector_with([an_entry(written, "no-25")]).vat_code_uid(Decimal(asked)) == "no-25"


@pytest.mark.parametrize("rate", ["0", "0.0", "15", "2.5", "100"])
def test_a_rate_that_is_not_mapped_has_the_default_code(rate: str) -> None:
    assert connector_with({"25": "no-25"}).vat_code_uid(Decimal(rate)) == "default"


def test_no_rate_and_a_fraction_are_rates() -> None:
    connector = connector_with({"0.00": "no-0", "12.50": "no-12"})
    assert connector.vat_code_uid(Decimal(0)) == "no-0"
    assert connector.vat_code_uid(Decimal("12.5")) == "no-12"


def test_omniums_own_form_is_read() -> None:
    entries = [an_entry("25", "no-25", valueType="string"), {"key": 15, "value": "no-15"}]
    assert connector_with(entries) == connector_with({25: "no-25", 15: "no-15"})


def test_two_spellings_of_one_rate_may_have_one_code() -> None:
    assert connector_with({"25": "no-25", "25.0": "no-25"}).vat_code_uids == {"25": "no-25"}


@pytest.mark.parametrize("uids", [{"25": "a", "25.0": "b"}, [an_entry("25", "a"), an_entry("25.0", "b")]])
def test_two_spellings_of_one_rate_with_two_codes_are_named(uids: object) -> None:
    assert faults_of(uids) == [
        "connector.VatCodeUids: 25 and 25.0 are the same tax rate, with different uids"
    ]


def test_one_spelling_with_two_codes_is_named() -> None:
    (fault,) = faults_of([an_entry("25", "a"), an_entry("25", "b")])
    assert fault.startswith("connector.VatCodeUids: 25 and 25 are the same tax rate")


@pytest.mark.parametrize("rate", ["25,00", "25 %", "high", "-25", "1000", ""])
def test_what_is_no_rate_is_named_by_its_path(rate: str) -> None:
    (fault,) = faults_of({rate: "no-25"})
    assert fault.startswith(f"connector.VatCodeUids.{rate}: the key should be a tax rate in percent")


@pytest.mark.parametrize(
    "entry",
    [
        "25",
        {"key": "25"},
        {"value": "a"},
        an_entry("25", "a", other=1),
        {**an_entry("25", "a"), "keyGroup": "X"},
    ],
)
def test_an_entry_of_another_form_is_named_by_its_position(entry: object) -> None:
    (fault,) = faults_of([an_entry("15", "a"), entry])
    assert fault.startswith("connector.VatCodeUids: entry 1 should have")


def test_a_faulty_code_is_named_by_its_rate() -> None:
    (fault,) = faults_of({"25": "no 25"})
    assert fault.startswith("connector.VatCodeUids.25: may hold letters, digits")
