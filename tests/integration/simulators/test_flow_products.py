"""Flow's product groups, products, pictures and packages over the API, and the webhooks of writing them."""

from typing import Any

import pytest

from simulators.testing import Api, Subscriber, eventually
from simulators.testing_catalogue import CATALOGUE, kept_in_flow

TENANT = "/v2/tenants/acme"
PRODUCTS = f"{TENANT}/products"
GROUPS = f"{TENANT}/product-groups"
SHOE = {"productUid": "shoe", "name": "Shoe"}


async def made(flow: Api, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await flow.post(path, body)
    assert answer.status in (200, 201), answer.text
    document: dict[str, Any] = answer.json
    return document


async def refusal(flow: Api, method: str, path: str, body: object) -> str:
    answer = await flow.call(method, path, body)
    assert answer.status == 400, answer
    message: str = answer.json["message"]
    return message


async def test_a_product_is_kept_with_all_that_is_said_of_it(flow: Api) -> None:
    await made(flow, f"{TENANT}/brands", {"brandUid": "nike", "name": "Nike"})
    await made(flow, f"{TENANT}/suppliers", {"supplierUid": "s1", "name": "S"})
    await made(flow, GROUPS, {"productGroupUid": "shoes", "name": "Shoes", "scope": "SALE"})
    body = {
        **SHOE,
        "sku": "S-1",
        "brandUid": "nike",
        "productGroupUid": "shoes",
        "vatCodeUid": "no-25",
        "purchasePrice": 19950,
        "currencyPurchasePrice": {"amount": 2000, "currencyCode": "EUR"},
        "weight": 250,
        "height": 40,
        "gtins": [{"gtin": "7310001", "primary": True, "type": "EAN"}],
        "suppliers": [{"supplierUid": "s1", "name": "S"}],
        "allowSaleDate": "2026-01-01",
        "serialNoRequired": "NO",
    }
    assert (await made(flow, PRODUCTS, body)).items() >= body.items()
    assert (await flow.get(f"{PRODUCTS}/shoe")).json.items() >= body.items()


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("brandUid", "none", "brandUid: 'none'"),
        ("productGroupUid", "none", "productGroupUid: 'none'"),
        ("vatCodeUid", "se-25", "vatCodeUid: 'se-25'"),
        ("suppliers", [{"supplierUid": "none"}], "suppliers.supplierUid: 'none'"),
        ("purchasePrice", 199.5, "purchasePrice"),
        ("weight", 0.25, "weight"),
        ("length", -1, "length"),
        ("gtins", [{"gtin": ""}], "gtins.0.gtin"),
        ("currencyPurchasePrice", {"amount": 1, "currencyCode": "euro"}, "currencyPurchasePrice"),
        ("allowPurchase", "YES", "allowPurchase"),
    ],
)
async def test_a_wrong_value_is_refused_on_a_new_product_and_on_a_changed_one(
    flow: Api, field: str, value: object, named: str
) -> None:
    assert (await refusal(flow, "POST", PRODUCTS, {**SHOE, field: value})).startswith(named)
    await made(flow, PRODUCTS, SHOE)
    assert (await refusal(flow, "PUT", f"{PRODUCTS}/shoe", {field: value})).startswith(named)


async def test_no_two_products_have_the_same_gtin(flow: Api) -> None:
    one, other = ({"gtins": [{"gtin": gtin}]} for gtin in ("1", "2"))
    await made(flow, PRODUCTS, {**SHOE, **one})
    hat = {"productUid": "hat", "name": "Hat"}
    assert "'1'" in await refusal(flow, "POST", PRODUCTS, {**hat, **one})
    twice = {"gtins": [{"gtin": "3"}, {"gtin": "3"}]}
    assert "'3'" in await refusal(flow, "POST", PRODUCTS, {**hat, **twice})
    await made(flow, PRODUCTS, {**hat, **other})
    assert "'1'" in await refusal(flow, "PUT", f"{PRODUCTS}/hat", one)
    assert (await flow.put(f"{PRODUCTS}/shoe", one)).status == 200
    assert (await flow.put(f"{PRODUCTS}/shoe", {"gtins": None})).status == 200
    assert (await flow.put(f"{PRODUCTS}/hat", one)).status == 200
    assert (await flow.delete(f"{CATALOGUE}/products/hat")).status == 204
    assert (await flow.put(f"{PRODUCTS}/shoe", one)).status == 200


async def test_groups_hang_below_groups_that_are_there_and_never_below_themselves(flow: Api) -> None:
    await made(flow, GROUPS, {"productGroupUid": "a", "name": "A", "scope": "SALE"})
    child = await made(flow, GROUPS, {"productGroupUid": "b", "name": "B", "parentUid": "a"})
    assert child["scope"] == "SALE"
    await made(flow, GROUPS, {"productGroupUid": "c", "name": "C", "parentUid": "b"})
    body = {"productGroupUid": "d", "name": "D", "parentUid": "none"}
    assert (await refusal(flow, "POST", GROUPS, body)).startswith("parentUid: 'none'")
    for parent in ("a", "c"):
        assert (await refusal(flow, "PUT", f"{GROUPS}/a", {"parentUid": parent})).startswith("parentUid")
    assert (await flow.put(f"{GROUPS}/c", {"parentUid": "a"})).json["parentUid"] == "a"
    assert (await flow.put(f"{GROUPS}/c", {"parentUid": None})).json["parentUid"] is None


async def test_siblings_are_products(flow: Api) -> None:
    for uid in ("p1", "p2"):
        await made(flow, PRODUCTS, {"productUid": uid, "name": uid})
    linked = await flow.put(f"{PRODUCTS}/p1/siblings", {"productUids": ["p2"]})
    assert linked.json["siblingProductUids"] == ["p2"]
    path = f"{PRODUCTS}/p1/siblings"
    assert "'p3'" in await refusal(flow, "PUT", path, {"productUids": ["p2", "p3"]})
    assert (await flow.put(f"{PRODUCTS}/p9/siblings", {"productUids": []})).status == 404


async def test_pictures_are_added_once_and_taken_away(flow: Api) -> None:
    await made(flow, PRODUCTS, SHOE)
    path = f"{PRODUCTS}/shoe/media"
    first = {"productMediaUid": "m1", "mainUrl": "https://x.example/1.jpg", "setAsCoverImage": True}
    second = {**first, "productMediaUid": "m2", "mainUrl": "https://x.example/2.jpg", "position": 1}
    assert (await flow.post(path, first)).status == 201
    assert (await flow.post(path, second)).json["isCoverImage"] is True
    assert (await flow.post(path, first)).status == 409
    assert (await flow.get(f"{path}/m1")).json["isCoverImage"] is False
    cover = (await flow.get(f"{PRODUCTS}/shoe")).json["coverImage"]
    assert cover == {"productMediaUid": "m2", "mainUrl": second["mainUrl"], "thumbnailUrl": None}
    assert [one["productMediaUid"] for one in (await flow.get(path)).json["items"]] == ["m1", "m2"]
    assert (await flow.delete(f"{path}/m2")).status == 204
    assert (await flow.delete(f"{path}/m2")).status == 404
    assert [one["productMediaUid"] for one in (await kept_in_flow(flow, "media"))["shoe"]] == ["m1"]
    assert (await refusal(flow, "POST", path, {"mainUrl": "/local.jpg"})).startswith("mainUrl")


async def test_a_slot_is_filled_by_products(flow: Api) -> None:
    for uid in ("set", "part"):
        await made(flow, PRODUCTS, {"productUid": uid, "name": uid, "sku": f"S-{uid}"})
    path = f"{PRODUCTS}/set/packages/slots"
    slot = {"productPackageSlotUid": "set-1", "name": "Part", "position": 1}
    assert (await made(flow, path, slot))["components"] == []
    assert (await flow.post(path, slot)).status == 409
    body = {"productPackageComponentUid": "k1", "productUid": "part", "quantity": 200, "position": 1}
    component = await made(flow, f"{path}/set-1/components", body)
    assert component["product"] == {"productUid": "part", "name": "part", "sku": "S-part"}
    assert (await flow.post(f"{path}/set-1/components", body)).status == 409
    assert (await flow.post(f"{path}/set-2/components", body)).status == 404
    for wrong in ({"productUid": "none"}, {"quantity": 0}, {"quantity": 1.5}):
        message = await refusal(flow, "POST", f"{path}/set-1/components", {**body, **wrong})
        assert message.startswith(next(iter(wrong)))
    (listed,) = (await flow.get(path)).json["items"]
    assert listed["components"] == [component]
    assert await kept_in_flow(flow, "slots") == {"set": [listed]}


async def test_writes_of_products_raise_webhooks_and_edits_by_hand_none(
    flow: Api, subscriber: Subscriber
) -> None:
    await flow.post("/_sim/tenants/acme/subscriptions", {"url": subscriber.url})
    await made(flow, GROUPS, {"productGroupUid": "a", "name": "A"})
    await flow.put(f"{CATALOGUE}/products/by-hand", {"name": "By hand"})
    await made(flow, PRODUCTS, SHOE)
    await flow.put(f"{PRODUCTS}/shoe", {"name": "Boot"})
    await made(flow, f"{PRODUCTS}/shoe/media", {"mainUrl": "https://x.example/1.jpg"})

    async def events() -> list[tuple[str, str]]:
        found = [(event["action"], event["product"]["Uid"]) for event in subscriber.events]
        return sorted(found) if len(found) >= 3 else []

    expected = ["PRODUCT_CREATE", "PRODUCT_MEDIA_CHANGE", "PRODUCT_UPDATE"]
    assert await eventually(events) == [(action, "shoe") for action in expected]


async def test_what_stands_in_the_catalogue_is_found_in_the_stock_by_its_sku(flow: Api) -> None:
    await made(flow, PRODUCTS, {**SHOE, "sku": "S-1"})
    await flow.put("/_sim/tenants/acme/stock/oslo/shoe", {"quantityStock": 300})
    search = {"productSkus": ["S-1"], "warehouseUids": ["oslo"]}
    (level,) = (await flow.post(f"{TENANT}/products/stock", search)).json["items"]
    assert (level["productUid"], level["productName"]) == ("shoe", "Shoe")
    rename = {"act": "renameProduct", "productUid": "shoe", "sku": "S-2"}
    assert (await flow.post("/_sim/tenants/acme/shop", rename)).status == 200
    assert (await flow.get(f"{PRODUCTS}/shoe")).json["sku"] == "S-2"
