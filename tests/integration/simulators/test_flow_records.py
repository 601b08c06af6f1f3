"""What holds for all records of Flow's catalogue: created once, changed in part, found by filters, refused by name."""

from typing import Any

import pytest

from simulators.testing import SECRET, Api
from simulators.testing_catalogue import kept_in_flow

TENANT = "/v2/tenants/acme"
BODIES: dict[str, dict[str, Any]] = {
    "organizations": {"organizationUid": "n1", "name": "North", "vatNumber": "999"},
    "stores": {"storeUid": "n1", "name": "North"},
    "pricelists": {"pricelistUid": "n1", "name": "Main"},
    "product-groups": {"productGroupUid": "n1", "name": "Shoes"},
    "brands": {"brandUid": "n1", "name": "Nike"},
    "suppliers": {"supplierUid": "n1", "name": "Supplier"},
    "products": {"productUid": "n1", "name": "Shoe"},
}


async def refusal(flow: Api, method: str, path: str, body: object) -> str:
    answer = await flow.call(method, TENANT + path, body)
    assert answer.status == 400, answer
    message: str = answer.json["message"]
    return message


@pytest.mark.parametrize("resource", BODIES)
async def test_a_record_is_created_once_and_listed(flow: Api, resource: str) -> None:
    made = await flow.post(f"{TENANT}/{resource}", BODIES[resource])
    assert made.status == 200
    assert made.json.items() >= BODIES[resource].items()
    assert (await flow.post(f"{TENANT}/{resource}", BODIES[resource])).status == 409
    assert (await kept_in_flow(flow, resource))["n1"].items() >= BODIES[resource].items()
    names = [one["name"] for one in (await flow.get(f"{TENANT}/{resource}")).json["items"]]
    assert BODIES[resource]["name"] in names


@pytest.mark.parametrize("resource", BODIES)
@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"colour": "red"}, "colour"),
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": 5}, "name"),
        ({"externalId": 7}, "externalId"),
    ],
)
async def test_a_wrong_field_is_refused_by_its_name(
    flow: Api, resource: str, wrong: dict[str, Any], named: str
) -> None:
    message = await refusal(flow, "POST", f"/{resource}", {**BODIES[resource], **wrong})
    assert message.startswith(named)
    assert "n1" not in await kept_in_flow(flow, resource)


@pytest.mark.parametrize("resource", BODIES)
async def test_a_uid_is_made_of_few_characters_and_given_where_none_is_said(flow: Api, resource: str) -> None:
    uid_field = next(iter(BODIES[resource]))
    for wrong in ("a b", "ø", "a/b", ""):
        message = await refusal(flow, "POST", f"/{resource}", {**BODIES[resource], uid_field: wrong})
        assert message.startswith(uid_field)
    made = (await flow.post(f"{TENANT}/{resource}", {"name": "Without"})).json
    assert made[uid_field] in await kept_in_flow(flow, resource)


@pytest.mark.parametrize("resource", ["stores", "pricelists", "product-groups", "products"])
async def test_a_change_keeps_what_is_not_sent_and_empties_what_is_null(flow: Api, resource: str) -> None:
    await flow.post(f"{TENANT}/{resource}", {**BODIES[resource], "externalId": "x"})
    path = f"{TENANT}/{resource}/n1"
    changed = (await flow.put(path, {"name": "Other"})).json
    assert (changed["name"], changed["externalId"]) == ("Other", "x")
    assert (await flow.put(path, {"externalId": None})).json["externalId"] is None
    assert (await flow.get(path)).json["name"] == "Other"
    uid_field = next(iter(BODIES[resource]))
    for wrong in ({"name": ""}, {"name": None}, {"odd": 1}, {uid_field: "n2"}):
        assert (await refusal(flow, "PUT", f"/{resource}/n1", wrong)).startswith(next(iter(wrong)))


@pytest.mark.parametrize("resource", ["stores", "pricelists", "product-groups", "products"])
async def test_what_is_not_there_is_neither_read_nor_changed(flow: Api, resource: str) -> None:
    path = f"{TENANT}/{resource}/none"
    assert [(await flow.get(path)).status, (await flow.put(path, {"name": "N"})).status] == [404, 404]


async def test_what_is_only_looked_up_has_no_other_call(flow: Api) -> None:
    await flow.post(f"{TENANT}/organizations", BODIES["organizations"])
    assert (await flow.get(f"{TENANT}/organizations/n1")).json["name"] == "North"
    assert (await flow.put(f"{TENANT}/organizations/n1", {"name": "N"})).status == 405
    assert (await flow.get(f"{TENANT}/brands/n1")).status == 404
    assert (await flow.post(f"{TENANT}/number-series", {"name": "N"})).status == 405


async def test_records_are_found_by_external_id_and_name_and_by_no_unknown_filter(flow: Api) -> None:
    for number in range(3):
        body = {"brandUid": f"b{number}", "name": f"N{number}", "externalId": f"x{number}"}
        await flow.post(f"{TENANT}/brands", body)
    for query in ("brandExternalId=x1", "brandName=N1", "brandName=N1&brandExternalId=x1"):
        found = (await flow.get(f"{TENANT}/brands?{query}")).json["items"]
        assert [one["brandUid"] for one in found] == ["b1"]
    assert (await flow.get(f"{TENANT}/brands?brandName=N1&brandExternalId=x2")).json["items"] == []
    assert (await flow.get(f"{TENANT}/brands?externalId=x1")).status == 400


async def test_a_page_is_no_longer_than_the_tenant_says(flow: Api) -> None:
    tenant = {"tenantUid": "acme", "apiToken": SECRET, "pageSizeCap": 3}
    await flow.post("/_sim/tenants", tenant)
    for number in range(7):
        await flow.post(f"{TENANT}/brands", {"brandUid": f"b{number}", "name": "N"})
    page = (await flow.get(f"{TENANT}/brands?pageNumber=3&pageSize=1000")).json
    assert [one["brandUid"] for one in page["items"]] == ["b6"]
    assert page["paging"] == {"pageNumber": 3, "pageSize": 3, "totalCount": 7}
