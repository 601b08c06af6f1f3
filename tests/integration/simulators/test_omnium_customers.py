"""Creating, replacing and patching customers over HTTP."""

from typing import Any

import pytest

from simulators.testing import Api, Subscriber, eventually

KINDS = ["PrivateCustomer", "BusinessCustomer"]


async def stored(api: Api, name: str = "PrivateCustomer") -> dict[str, Any]:
    document: dict[str, Any] = (await api.get(f"/api/{name}s/c-1")).json
    return document


@pytest.mark.parametrize("name", KINDS)
async def test_a_created_customer_is_answered_and_can_be_read(omnium: Api, name: str) -> None:
    created = await omnium.post(f"/api/{name}s", {"customerId": "c-1", "email": "a@b.no"})
    assert (created.status, created.json) == (201, await stored(omnium, name))
    assert (created.json["email"], created.json["modifiedBy"]) == ("a@b.no", "tester")


@pytest.mark.parametrize("name", KINDS)
async def test_a_taken_customer_id_is_a_409_that_changes_nothing(omnium: Api, name: str) -> None:
    await omnium.post(f"/api/{name}s", {"customerId": "c-1", "email": "a@b.no"})
    answer = await omnium.post(f"/api/{name}s", {"customerId": "c-1"})
    assert (answer.status, answer.text.split(":")[0]) == (409, "customerId")
    assert (await stored(omnium, name))["email"] == "a@b.no"


@pytest.mark.parametrize("name", KINDS)
async def test_a_full_update_resets_what_it_does_not_say(omnium: Api, name: str) -> None:
    before = (await omnium.post(f"/api/{name}s", {"customerId": "c-1", "email": "a@b.no"})).json
    answer = await omnium.post(f"/api/{name}s/Update", {"customerId": "c-1", "phone": "4740000000"})
    assert (answer.status, answer.json["email"], answer.json["phone"]) == (200, None, "4740000000")
    assert answer.json["created"] == before["created"]


@pytest.mark.parametrize("name", KINDS)
async def test_what_is_read_of_a_customer_can_be_written_back(omnium: Api, name: str) -> None:
    before = (await omnium.post(f"/api/{name}s", {"customerId": "c-1", "tags": ["x"]})).json
    after = (await omnium.post(f"/api/{name}s/update", before)).json
    assert {**after, "modified": None} == {**before, "modified": None}


@pytest.mark.parametrize("name", KINDS)
async def test_only_a_known_customer_is_updated(omnium: Api, name: str) -> None:
    assert (await omnium.post(f"/api/{name}s/Update", {"customerId": "none"})).status == 404


@pytest.mark.parametrize("name", KINDS)
async def test_a_patch_of_a_customer_answers_counters(omnium: Api, name: str) -> None:
    await omnium.post(f"/api/{name}s", {"customerId": "c-1", "email": "a@b.no"})
    path, patch = f"/api/{name}s/Patch{name}", {"customerId": "c-1", "phone": "1", "email": None}
    counts = [(await omnium.patch(path, body)).json for body in (patch, patch, {"customerId": "none"})]
    assert [item["updatedCount"] for item in counts] == [1, 0, 0]
    assert [item["unchangedCount"] for item in counts] == [0, 1, 0]
    assert [item["notFoundCount"] for item in counts] == [0, 0, 1]
    assert (await stored(omnium, name))["email"] == "a@b.no"


async def test_a_patch_can_be_made_to_fail_inside_its_200(omnium: Api) -> None:
    await omnium.post("/api/PrivateCustomers", {"customerId": "c-1"})
    await omnium.patch("/_sim/config", {"customerPatchErrorMessage": "phone is taken"})
    before = await stored(omnium)
    answer = await omnium.patch(
        "/api/PrivateCustomers/PatchPrivateCustomer", {"customerId": "c-1", "phone": "1"}
    )
    assert (answer.status, answer.json["errorCount"], answer.json["errorMessage"]) == (
        200,
        1,
        "phone is taken",
    )
    assert await stored(omnium) == before


async def test_a_patched_name_changes_the_full_name(omnium: Api) -> None:
    await omnium.post("/api/PrivateCustomers", {"customerId": "c-1", "firstName": "Anna", "lastName": "Berg"})
    await omnium.patch(
        "/api/PrivateCustomers/PatchPrivateCustomer", {"customerId": "c-1", "lastName": "Dahl"}
    )
    assert (await stored(omnium))["fullName"] == "Anna Dahl"


@pytest.mark.parametrize("name", KINDS)
async def test_a_batch_creates_and_replaces_and_can_be_repeated(omnium: Api, name: str) -> None:
    await omnium.post(f"/api/{name}s", {"customerId": "c-1", "email": "a@b.no"})
    for _ in range(2):
        answer = await omnium.put(
            f"/api/{name}s/AddOrUpdateMany", [{"customerId": "c-1", "phone": "1"}, {"customerId": "c-2"}]
        )
        assert (answer.status, answer.text) == (200, "")
    assert (await stored(omnium, name))["email"] is None
    everyone = (await omnium.get("/_sim/customers")).json
    assert [(item["kind"], item["customerId"]) for item in everyone] == [
        (name.removesuffix("Customer").lower(), customer_id) for customer_id in ("c-1", "c-2")
    ]


@pytest.mark.parametrize("name", KINDS)
async def test_a_batch_with_a_fault_or_over_a_hundred_stores_nothing(omnium: Api, name: str) -> None:
    for batch in ([{"customerId": "a"}, {}], [{"customerId": f"c-{number}"} for number in range(101)]):
        assert (await omnium.put(f"/api/{name}s/AddOrUpdateMany", batch)).status == 400
    assert (await omnium.get("/_sim/customers")).json == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("exportCustomers=false", 200),
        ("EXPORTCUSTOMERS=True", 200),
        ("exportCustomers=no", 400),
        ("export=true", 400),
    ],
)
async def test_the_batch_call_knows_its_parameter(omnium: Api, query: str, status: int) -> None:
    answer = await omnium.put(f"/api/PrivateCustomers/AddOrUpdateMany?{query}", [{"customerId": "c-1"}])
    assert answer.status == status


async def test_written_customers_raise_events_of_their_own_class(omnium: Api, subscriber: Subscriber) -> None:
    await omnium.post("/_sim/subscriptions", {"url": subscriber.url, "classNames": ["PrivateCustomer"]})
    await omnium.post("/api/BusinessCustomers", {"customerId": "b-1"})
    await omnium.post("/api/PrivateCustomers", {"customerId": "c-1"})

    async def arrived() -> list[tuple[str, str, int]]:
        return [(item["className"], item["objectId"], item["operationId"]) for item in subscriber.events]

    assert await eventually(arrived) == [("PrivateCustomer", "c-1", 330100)]


@pytest.mark.parametrize("name", KINDS)
async def test_customers_are_found_by_number_and_external_id(omnium: Api, name: str) -> None:
    mark = {"providerName": "Voyado", "id": "V-1"}
    await omnium.post(f"/api/{name}s", {"customerId": "c-1", "customerNumber": "L-1", "externalIds": [mark]})
    await omnium.post(f"/api/{name}s", {"customerId": "c-2"})
    for body in ({"customerNumbers": ["L-1"]}, {"externalIds": [mark]}, {"customerIds": ["c-1"]}):
        found = (await omnium.post(f"/api/{name}s/Search", body)).json
        assert ([one["customerId"] for one in found["result"]], found["totalHits"]) == (["c-1"], 1)
    assert (
        await omnium.post(f"/api/{name}s/Search", {"customerNumbers": ["L-1"], "take": 101})
    ).status == 400
    assert (await omnium.post(f"/api/{name}s/Search", {"loyalty": "L-1"})).status == 400


@pytest.mark.parametrize("name", KINDS)
async def test_a_customer_can_be_deleted_and_merged(omnium: Api, name: str) -> None:
    for customer_id in ("c-1", "c-2", "c-3"):
        await omnium.post(f"/api/{name}s", {"customerId": customer_id, "email": f"{customer_id}@x.no"})
    assert (await omnium.delete(f"/api/{name}s/c-1")).status == 204
    assert (await omnium.get(f"/api/{name}s/c-1")).status == 404
    path = f"/api/CustomerPrivacy/Change{name}Id?fromCustomerId=c-2&toCustomerId=c-3"
    assert (await omnium.get(path)).status == 200
    assert (await omnium.get(f"/api/{name}s/c-2")).status == 404
    assert (await omnium.get(f"/api/{name}s/c-3")).json["email"] == "c-3@x.no"


async def test_a_person_can_be_anonymised_in_place(omnium: Api) -> None:
    await omnium.post("/api/PrivateCustomers", {"customerId": "c-1", "firstName": "Kari", "email": "a@b.no"})
    assert (await omnium.delete("/api/PrivateCustomers/Anonymize?id=c-1")).status == 200
    customer = await stored(omnium)
    assert (customer["firstName"], customer["email"], customer["isInactive"]) == ("Anonymized", None, True)


async def test_an_empty_text_empties_a_field_and_null_leaves_it(omnium: Api) -> None:
    await omnium.post("/api/PrivateCustomers", {"customerId": "c-1", "email": "a@b.no", "phone": "1"})
    patch = {"customerId": "c-1", "email": "", "phone": None}
    await omnium.patch("/api/PrivateCustomers/PatchPrivateCustomer", patch)
    customer = await stored(omnium)
    assert (customer["email"], customer["phone"]) == ("", "1")


@pytest.mark.parametrize(
    ("setting", "field"),
    [("requireUniqueCustomerEmails", "email"), ("requireUniqueCustomerPhoneNumbers", "phone")],
)
async def test_a_tenant_may_want_contacts_to_be_one_customer_s(omnium: Api, setting: str, field: str) -> None:
    await omnium.post("/api/PrivateCustomers", {"customerId": "c-1", field: "A"})
    await omnium.post("/api/PrivateCustomers", {"customerId": "c-2"})
    await omnium.patch("/_sim/config", {setting: True})
    body = {"customerId": "c-2", field: "a"}
    patched = (await omnium.patch("/api/PrivateCustomers/PatchPrivateCustomer", body)).json
    assert (patched["errorCount"], patched["updatedCount"]) == (1, 0)
    assert (await omnium.put("/api/PrivateCustomers/AddOrUpdateMany", [body])).status == 400
    assert (await omnium.post("/api/PrivateCustomers/Update", body)).status == 400
    assert (await omnium.post("/api/PrivateCustomers", {**body, "customerId": "c-3"})).status == 400
