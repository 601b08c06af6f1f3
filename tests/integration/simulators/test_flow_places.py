"""Flow's stores, warehouses, number series and VAT codes over the API."""

from typing import Any

import pytest

from simulators.testing import SECRET, Api
from simulators.testing_catalogue import CATALOGUE, kept_in_flow

TENANT = "/v2/tenants/acme"
STORE: dict[str, Any] = {"storeUid": "n1", "name": "North"}
HOURS = {"monday": {"isOpen": True, "openFrom": "09:00:00", "openTo": "17:00:00"}}


async def put_settings(flow: Api, **settings: Any) -> None:
    tenant = {"tenantUid": "acme", "apiToken": SECRET, "stores": ["oslo", "bergen"], **settings}
    assert (await flow.post("/_sim/tenants", tenant)).status == 201


async def refusal(flow: Api, method: str, path: str, body: object) -> str:
    answer = await flow.call(method, TENANT + path, body)
    assert answer.status == 400, answer
    message: str = answer.json["message"]
    return message


async def test_the_stores_of_the_settings_are_there_at_once(flow: Api) -> None:
    oslo = {"storeUid": "oslo", "name": "oslo", "isActive": True}
    assert (await flow.get(f"{TENANT}/stores/oslo")).json == oslo
    assert list(await kept_in_flow(flow, "stores")) == ["oslo", "bergen"]
    await flow.put(f"{TENANT}/stores/oslo", {"city": "Oslo"})
    await put_settings(flow, stores=["oslo", "tromso"])
    assert list(await kept_in_flow(flow, "stores")) == ["oslo", "tromso"]
    assert list(await kept_in_flow(flow, "warehouses")) == ["oslo", "tromso"]
    assert (await kept_in_flow(flow, "stores"))["oslo"]["city"] == "Oslo"


async def test_a_store_names_only_what_is_there(flow: Api) -> None:
    fields = (
        "organizationUid", "salesPriceUid", "purchaseNumberSeriesUid", "voucherNumberSeriesUid",
        "defaultWarehouseUid", "defaultReturnWarehouseUid",
    )  # fmt: skip
    for field in fields:
        message = await refusal(flow, "POST", "/stores", {**STORE, field: "nowhere"})
        assert message.startswith(f"{field}: 'nowhere'")
    for resource, uid_field in (("organizations", "organizationUid"), ("pricelists", "pricelistUid")):
        await flow.post(f"{TENANT}/{resource}", {uid_field: "n1", "name": "N"})
    for series in ("s1", "s2"):
        await flow.put(f"{CATALOGUE}/number-series/{series}", {"name": series, "type": "PURCHASE"})
    named = dict(zip(fields, ("n1", "n1", "s1", "s2", "oslo", "bergen"), strict=True))
    body = {**STORE, **named, "openingHours": HOURS, "latitude": 59.9, "longitude": 10.75}
    made = (await flow.post(f"{TENANT}/stores", body)).json
    assert made.items() >= {**named, "latitude": 59.9, "isActive": True}.items()
    assert made["openingHours"]["monday"] == HOURS["monday"]


@pytest.mark.parametrize("field", ["salesPriceUid", "purchaseNumberSeriesUid", "voucherNumberSeriesUid"])
async def test_the_price_list_and_the_series_of_a_store_are_said_once(flow: Api, field: str) -> None:
    await flow.post(f"{TENANT}/pricelists", {"pricelistUid": "n1", "name": "Main"})
    assert (await refusal(flow, "PUT", "/stores/oslo", {field: "n1"})).startswith(field)


@pytest.mark.parametrize(
    "wrong",
    [
        {"latitude": "59.9"},
        {"openingHours": {"monday": {"isOpen": True, "openFrom": "late"}}},
        {"openingHours": {"funday": {"isOpen": True}}},
        {"isActive": "yes"},
        {"countryCode": "Norway"},
    ],
)
async def test_the_values_of_a_store_have_their_types(flow: Api, wrong: dict[str, Any]) -> None:
    assert (await refusal(flow, "PUT", "/stores/oslo", wrong)).startswith(next(iter(wrong)))


async def test_a_new_store_takes_orders_and_goods(flow: Api) -> None:
    await flow.post(f"{TENANT}/stores", STORE)
    sell = {"act": "open", "storeUid": "n1", "items": [{"productUid": "p", "quantity": 100, "unitPrice": 1}]}
    order = (await flow.post("/_sim/tenants/acme/shop", sell)).json
    deliver = {"act": "deliver", "orderUid": order["orderUid"]}
    assert (await flow.post("/_sim/tenants/acme/shop", deliver)).status == 400
    await flow.post(f"{TENANT}/stores/n1/warehouses", {"warehouseUid": "w1", "name": "W"})
    delivered = (await flow.post("/_sim/tenants/acme/shop", deliver)).json["deliveries"][0]
    assert delivered["items"][0]["warehouseUid"] == "w1"


async def test_a_warehouse_is_seen_by_the_stores_that_may_use_it(flow: Api) -> None:
    oslo, bergen = (f"{TENANT}/stores/{store}/warehouses" for store in ("oslo", "bergen"))
    body = {"warehouseUid": "w1", "name": "Loft", "externalId": "W/1"}
    made = (await flow.post(oslo, body)).json
    assert made.items() >= body.items()
    assert {(one["role"], one["storeUid"]) for one in made["accessList"]} >= {("VIEW", "oslo")}
    assert [one["warehouseUid"] for one in (await flow.get(oslo)).json["items"]] == ["oslo", "w1"]
    assert [(await flow.get(f"{oslo}?warehouseExternalId=W/1")).json["paging"]["totalCount"]] == [1]
    assert [one["warehouseUid"] for one in (await flow.get(bergen)).json["items"]] == ["bergen"]
    assert (await flow.put(f"{bergen}/w1", {"name": "Mine"})).status == 404
    assert (await flow.post(bergen, body)).status == 409


async def test_a_store_is_let_into_a_warehouse_role_by_role(flow: Api) -> None:
    path = f"{TENANT}/stores/bergen/warehouses"
    granted = await flow.post(f"{path}/oslo/access", {"role": "DELIVER"})
    assert ("DELIVER", "bergen") in {(one["role"], one["storeUid"]) for one in granted.json["accessList"]}
    assert (await flow.put(f"{path}/oslo", {"name": "Shared"})).json["name"] == "Shared"
    assert [one["warehouseUid"] for one in (await flow.get(path)).json["items"]] == ["oslo", "bergen"]
    answers = [
        (await flow.post(f"{path}/{uid}/access", {"role": role})).status
        for uid, role in (("oslo", "DELIVER"), ("oslo", "VIEW"), ("oslo", "OWN"), ("none", "VIEW"))
    ]
    assert answers == [409, 200, 400, 404]


async def test_number_series_are_read_but_not_written(flow: Api) -> None:
    for uid, kind in (("s1", "PURCHASE"), ("s2", "VOUCHER")):
        await flow.put(f"{CATALOGUE}/number-series/{uid}", {"name": uid, "type": kind})
    series = (await flow.get(f"{TENANT}/number-series/s1")).json
    assert series == {"numberSeriesUid": "s1", "name": "s1", "type": "PURCHASE"}
    found = (await flow.get(f"{TENANT}/number-series?numberSeriesType=VOUCHER")).json["items"]
    assert [one["numberSeriesUid"] for one in found] == ["s2"]
    assert (await flow.get(f"{TENANT}/number-series/none")).status == 404


async def test_vat_codes_are_shown_to_whoever_has_a_token(flow: Api) -> None:
    await flow.put(f"{CATALOGUE}/vat/se-25", {"rate": 2500, "countryCode": "SE"})
    found = (await flow.get("/v2/vat?vatCountryCode=NO")).json["items"]
    assert {one["vatCodeUid"]: one["rate"] for one in found} == {
        "no-25": 2500, "no-15": 1500, "no-12": 1200, "no-0": 0,
    }  # fmt: skip
    assert (await flow.get("/v2/vat")).json["paging"]["totalCount"] == 5
    flow.headers["Authorization"] = "Bearer wrong"
    assert (await flow.get("/v2/vat")).status == 401


async def test_a_record_is_stored_by_hand_as_it_is_and_forgotten(flow: Api) -> None:
    odd = {"storeUid": "n1", "name": None, "odd": [1]}
    assert (await flow.put(f"{CATALOGUE}/stores/n1", odd)).json == odd
    assert (await flow.get(f"{TENANT}/stores/n1")).json == odd
    assert (await flow.put(f"{TENANT}/stores/n1", {"city": "C"})).json["odd"] == [1]
    assert (await flow.delete(f"{CATALOGUE}/stores/n1")).status == 204
    assert (await flow.get(f"{TENANT}/stores/n1")).status == 404
    assert (await flow.get(f"{CATALOGUE}/tills")).status == 404
