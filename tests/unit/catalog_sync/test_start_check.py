"""Whether a tenant's catalogue can be exported: all that its settings name must exist (catalog.md 3, 4.20, 6)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from catalog_sync.scope import Resolved, resolve
from catalog_sync.start_check import Found, faults_of, unsettled
from flow_omnium.flow.models.catalogue import VatCode
from flow_omnium.rest.reading import read_as
from flow_omnium.testing.tenants import a_tenant
from rigs.catalogue.samples import market_groups, markets, sample, tenant

NAMED = {
    "DefaultProductGroupUid": "other",
    "PurchaseNumberSeriesUid": "p-1",
    "VoucherNumberSeriesUid": "v-1",
}
RECORD: Mapping[str, Any] = {"uid": "there"}
WHOLE = Found(
    resolve(tenant(), markets(), market_groups()),
    price_list=RECORD,
    organization=RECORD,
    product_group=RECORD,
    number_series={"p-1": True, "v-1": True},
    vat_codes=[read_as(VatCode, one) for one in sample("vat-codes")],
)


def told(found: Found = WHOLE, **connector: Any) -> list[str]:
    return [*faults_of(tenant({**NAMED, **connector}), found)]


def test_a_tenant_whose_settings_name_what_is_there_has_no_faults() -> None:
    assert told() == []


def test_a_setting_that_names_nothing_need_not_be_found() -> None:
    nothing = replace(WHOLE, product_group=None, number_series=None)
    unset: dict[str, Any] = dict.fromkeys(NAMED)
    assert told(nothing, **unset) == []


@pytest.mark.parametrize(
    ("missing", "fault"),
    [
        ({"price_list": None}, "connector.MainPricesListUid: Flow has no price list 'main'"),
        ({"organization": None}, "connector.OrganizationUid: Flow has no organization 'org'"),
        ({"product_group": None}, "connector.DefaultProductGroupUid: Flow has no product group 'other'"),
        (
            {"number_series": {"p-1": False, "v-1": True}},
            "connector.PurchaseNumberSeriesUid: Flow has no number series 'p-1'",
        ),
        (
            {"number_series": {"p-1": True}},
            "connector.VoucherNumberSeriesUid: Flow has no number series 'v-1'",
        ),
    ],
)
def test_what_flow_does_not_have_is_named_with_its_setting(missing: Mapping[str, Any], fault: str) -> None:
    assert told(replace(WHOLE, **missing)) == [fault]


@pytest.mark.parametrize("key", ["MainPricesListUid", "OrganizationUid"])
def test_a_required_setting_that_is_not_set_is_named(key: str) -> None:
    unset: dict[str, Any] = {key: None}
    assert told(**unset) == [f"connector.{key}: not set, and required for the export of a catalogue"]


def test_a_rate_with_the_code_of_another_rate_would_tax_a_shop_wrongly() -> None:
    assert told(VatCodeUids={"15": "no-25"}) == [
        "connector.VatCodeUids.15: Flow's VAT code 'no-25' stands for 25 %"
    ]


@pytest.mark.parametrize("rate", ["25", "25.0", "25.00"])
def test_a_rate_may_be_written_with_or_without_decimals(rate: str) -> None:
    assert told(VatCodeUids={rate: "no-25"}) == []


def test_everything_that_is_wrong_is_told_together() -> None:
    nothing = Found(Resolved(None, ("catalog.markets: Omnium has no market 'mars'",)))
    keys: dict[str, Any] = {"MainPricesListUid": None, "VatCodeUids": {"25": "gone"}}
    assert [fault.split(":")[0] for fault in told(nothing, **keys)] == [
        "catalog.markets",
        "connector.MainPricesListUid",
        "connector.OrganizationUid",
        "connector.DefaultProductGroupUid",
        "connector.PurchaseNumberSeriesUid",
        "connector.VoucherNumberSeriesUid",
        "connector.VatCodeUids.25",
        "connector.DefaultVatCodeUid",
    ]


def test_a_tenant_without_the_section_is_told_so() -> None:
    (fault,) = faults_of(a_tenant(catalog=sample("catalog")), WHOLE)
    assert fault.startswith("connector: the section is missing")


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [({}, True), ({"isDisabled": True}, False), (None, False)],
    ids=["scheduled", "paused", "not scheduled"],
)
def test_soa_amounts_that_are_scheduled_without_a_source_are_told(
    changes: Mapping[str, Any] | None, is_told: bool
) -> None:
    task = {"implementationType": "FlowSoaScheduledTask", "schedule": "0 3 * * *"}
    tasks = [] if changes is None else [{**task, **changes}]
    assert bool(unsettled(tenant(catalog={"tasks": tasks}))) is is_told
    assert unsettled(tenant(catalog={"tasks": tasks, "soaSource": "priceListItems"})) == ()
