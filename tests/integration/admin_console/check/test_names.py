"""`flow-omnium tenants check` compares what the settings name with both systems' lists, active or not."""

from collections.abc import Mapping
from typing import Any

import pytest

Console = Any
World = Any

SHOP: Mapping[str, Any] = {
    "stores": ["oslo", "bergen"],
    "handlings": [{"handlingUid": "pick-and-notify", "name": "Pick"}],
}
PARAMETERS = {"OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": "pick-and-notify"}


@pytest.fixture
def shop(world: World, uid: str) -> str:
    """A tenant with two stores and a handling in Flow."""
    world.simulators.flow("POST", "/_sim/tenants", {"tenantUid": uid, "apiToken": "hush-flow", **SHOP})
    return uid


def test_names_that_exist_are_told_kind_by_kind(console: Console, shop: str) -> None:
    console.apply(
        shop,
        stores={"oslo": {"marketId": "nor"}},
        parameters=PARAMETERS,
        paymentMethods={"CARD": "Card"},
        connector={"DefaultVatCodeUid": "no-25", "FlowWebWarehouse": "bergen"},
    )
    lines = console.run("tenants", "check", shop).output.splitlines()
    for told in (
        "every store that the settings name exists in Flow",
        "every handling that the settings name exists in Flow",
        "every payment method that the settings name exists in Flow",
        "every VAT code that the settings name exists in Flow",
        "every warehouse that the settings name exists in Flow",
        "every store that the settings name exists in Omnium",
        "every market that the settings name exists in Omnium",
    ):
        assert f"ok           {told}" in lines
    assert console.check(shop) == (0, {})


FAULTS: Mapping[str, Mapping[str, Any]] = {
    "stores.osloo: Flow has no store 'osloo' (did you mean 'oslo'?)": {"stores": {"osloo": {}}},
    "stores.osloo: Omnium has no store 'osloo' (did you mean 'oslo'?)": {"stores": {"osloo": {}}},
    "stores.oslo.marketId: Omnium has no market 'NOR' (did you mean 'nor'?)": {
        "stores": {"oslo": {"marketId": "NOR"}}
    },
    "parameters.OMNIUM_ONLINE_ORDER_HANDLING_UID: Flow has no handling 'pick-notify' (did you mean 'pick-and-notify'?)": {
        "parameters": {"OMNIUM_ONLINE_ORDER_HANDLING_UID": "pick-notify"}
    },
    "parameters.OMNIUM_CUSTOMER_MARKET_GROUP_ID: Omnium has no market group 'nordic'": {
        "parameters": {"OMNIUM_CUSTOMER_MARKET_GROUP_ID": "nordic"}
    },
    "paymentMethods.KORT: Flow has no payment method 'KORT'": {"paymentMethods": {"KORT": "Card"}},
    "flow.feeProductUid: Flow has no product 'fee'": {"flow": {"feeProductUid": "fee"}},
    "connector.DefaultVatCodeUid: Flow has no VAT code 'no-52' (did you mean 'no-25'?)": {
        "connector": {"DefaultVatCodeUid": "no-52"}
    },
    "connector.MainPricesListUid: Flow has no price list 'main'": {
        "connector": {"DefaultVatCodeUid": "no-25", "MainPricesListUid": "main"}
    },
    "connector.FlowWebWarehouse: Flow has no warehouse 'bergenn' (did you mean 'bergen'?)": {
        "connector": {"DefaultVatCodeUid": "no-25", "FlowWebWarehouse": "bergenn"}
    },
    "connector.VoucherNumberSeriesUid: Flow has no number series 'bilag'": {
        "connector": {"DefaultVatCodeUid": "no-25", "VoucherNumberSeriesUid": "bilag"}
    },
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_name_that_does_not_exist_is_told_with_the_nearest(console: Console, shop: str, fault: str) -> None:
    console.apply(shop, **FAULTS[fault])
    code, bad = console.check(shop)
    assert code == 1
    assert f"wrong: {fault}" in bad.values()


def test_a_tenant_that_is_not_active_is_compared_as_well(console: Console, shop: str) -> None:
    console.apply(shop, stores={"osloo": {"marketId": "nor"}})
    console.run("tenants", "deactivate", shop, "--yes")
    code, bad = console.check(shop)
    assert code == 1
    assert bad["every store that the settings name exists in Flow"].endswith("(did you mean 'oslo'?)")
    assert "all else" not in bad["the tenant is active"]
    assert "every market that the settings name exists in Omnium" not in bad


def test_wrong_credentials_are_found_before_the_tenant_is_active(console: Console, shop: str) -> None:
    console.apply(shop, parameters={"OMNIUM_CLIENT_SECRET": "hush-wrong"}, stores={"oslo": {"marketId": "x"}})
    console.run("tenants", "deactivate", shop, "--yes")
    code, bad = console.check(shop)
    assert code == 1
    assert "(HTTP 401)" in bad["Omnium accepts the client id and secret"]
    told = bad["every market that the settings name exists in Omnium"]
    assert told == "not checked: Omnium cannot be read"
    assert "every store that the settings name exists in Flow" not in bad


def test_a_list_that_cannot_be_read_is_said_to_be_unchecked(console: Console, shop: str) -> None:
    console.apply(shop, parameters=PARAMETERS)
    fault = {"route": "/v2/tenants/{tenantUid}/handlings", "kind": "status", "status": 403, "count": 9}
    console.world.simulators.flow("POST", "/_sim/faults", fault)
    code, bad = console.check(shop)
    what = "every handling that the settings name exists in Flow"
    assert (code, bad) == (1, {what: "not checked: it answers HTTP 403"})
