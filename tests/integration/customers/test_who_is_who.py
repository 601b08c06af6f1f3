"""Who is not to be touched in Omnium, and who is: over HTTP, one job after the other."""

from typing import Any

DELETED = {"action": "CUSTOMER_DELETE"}
ANNA = {"customerType": "PERSON", "firstname": "Anna", "lastname": "Aas", "email": "anna@example.com"}
BERIT = {"customerType": "PERSON", "firstname": "Berit", "lastname": "Bakke"}


async def test_what_the_shop_empties_goes_and_a_loyalty_id_has_one_owner(desk: Any) -> None:
    await desk.keep("a", **ANNA, mobile="+4790000001", loyaltyId="L-1")
    await desk.keep("b", **BERIT)
    await desk.sync("a")
    await desk.sync("b")
    await desk.keep("a", email=None, mobile=None, loyaltyId=None)
    await desk.keep("b", loyaltyId="L-1")
    await desk.sync("b")
    assert await numbers(desk) == {"a": "a", "b": "L-1"}
    await desk.sync("a")
    anna = next(one for one in await desk.in_omnium() if one["customerId"] == "a")
    assert (anna["email"], anna["phone"], anna["firstName"]) == ("", "", "Anna")
    assert await numbers(desk) == {"a": "a", "b": "L-1"}


async def numbers(desk: Any) -> dict[str, str]:
    """Each customer's number in Omnium, by id."""
    return {one["customerId"]: one["customerNumber"] for one in await desk.in_omnium()}


async def test_a_number_of_a_web_customer_is_never_given_to_another(desk: Any) -> None:
    await desk.omnium.put("/_sim/customers/private/w-1", {"customerId": "w-1", "customerNumber": "L-1"})
    await desk.keep("b", **BERIT, loyaltyId="L-1")
    job = await desk.sync("b")
    assert job.journal.flags == [
        "customer b: the loyalty id is customer w-1's in Omnium: it is not given twice"
    ]
    assert await numbers(desk) == {"w-1": "L-1", "b": "b"}


async def test_whom_the_shop_deletes_stays_deleted_and_omnium_s_record_is_told(desk: Any) -> None:
    await desk.keep("a", **ANNA)
    await desk.sync("a")
    await desk.delete("a")
    told = ["customer a is gone from the shop: Omnium still has a private customer a"]
    assert await desk.in_vain("a") == told
    job = desk.job("a", DELETED)
    await desk.handler(job)
    assert job.journal.flags == told
    assert job.journal.changes == ["mark customer a as deleted in the shop"]
    assert await desk.in_vain("a", DELETED) == told
    await desk.omnium.delete("/api/PrivateCustomers/a")
    await desk.keep("a", **ANNA)
    assert await desk.in_vain("a") == [
        "customer a was erased or deleted before: nothing of him is sent to Omnium"
    ]
    assert await desk.in_omnium() == []


async def test_whom_omnium_merges_or_deletes_is_not_made_again(desk: Any) -> None:
    await desk.keep("a", **ANNA)
    await desk.sync("a")
    merged = "/api/CustomerPrivacy/ChangePrivateCustomerId?fromCustomerId=a&toCustomerId=77"
    assert (await desk.omnium.get(merged)).status == 200
    await desk.keep("a", firstname="Anne")
    told = (
        "customer a was customer a of Omnium, which has none of that id any more: erased, merged, or deleted, "
        "and not made again"
    )
    assert await desk.in_vain("a") == [told]
    assert [one["customerId"] for one in await desk.in_omnium()] == ["77"]


async def test_whom_omnium_anonymises_is_not_filled_in_again(desk: Any) -> None:
    await desk.keep("a", **ANNA)
    await desk.sync("a")
    assert (await desk.omnium.delete("/api/PrivateCustomers/Anonymize?id=a")).status == 200
    await desk.keep("a", city="Bergen")
    assert await desk.in_vain("a") == ["customer a is anonymised in Omnium: nothing of him is sent there"]


async def test_an_e_mail_that_omnium_refuses_is_told_and_the_rest_is_brought_over(desk: Any) -> None:
    await desk.omnium.patch("/_sim/config", {"requireUniqueCustomerEmails": True})
    await desk.keep("a", **ANNA)
    await desk.keep("b", **BERIT, email="berit@example.com")
    await desk.sync("a")
    await desk.sync("b")
    await desk.keep("b", email="anna@example.com", mobile="+4790000002")
    job = await desk.sync("b")
    refused = "customer b: Omnium refuses e-mail: it is not changed there"
    assert job.journal.flags == [refused]
    assert job.journal.changes == ["change private customer b in Omnium (phone)"]
    assert await desk.in_vain("b") == [refused]
    await desk.keep("a", email="new@example.com")
    await desk.sync("a")
    job = await desk.sync("b")
    assert (job.journal.flags, job.journal.changes) == ([], ["change private customer b in Omnium (email)"])


async def test_where_omnium_takes_nothing_of_a_record_that_is_said(desk: Any) -> None:
    await desk.keep("a", **ANNA)
    await desk.keep("b", **BERIT, email="anna@example.com")
    await desk.sync("a")
    await desk.sync("b")
    await desk.omnium.patch("/_sim/config", {"requireUniqueCustomerEmails": True})
    await desk.keep("b", city="Bergen")
    told = [
        "customer b: Omnium refuses e-mail: it is not changed there",
        "customer b: Omnium refuses the rest too: nothing of the customer is changed there",
    ]
    assert await desk.in_vain("b") == told
    await desk.keep("b", email="new@example.com")
    await desk.sync("b")
    assert await desk.in_vain("b") == []


async def test_whom_omnium_does_not_take_is_told_and_taken_up_again_by_the_next_event(desk: Any) -> None:
    await desk.omnium.patch("/_sim/config", {"requireUniqueCustomerEmails": True})
    await desk.keep("a", **ANNA)
    await desk.sync("a")
    await desk.keep("b", **BERIT, email="anna@example.com")
    assert await desk.in_vain("b") == ["customer b: Omnium refuses e-mail: he is not made there"]
    assert (await desk.in_flow("b"))["externalId"] is None
    await desk.keep("b", email="berit@example.com")
    await desk.sync("b")
    assert (await desk.in_flow("b"))["externalId"] == "b"


async def test_nothing_of_a_guest_is_made_until_the_shop_registers_him(desk: Any) -> None:
    """Without the note that the order's job left, nobody knows a guest from one whom Omnium has lost: that is told."""
    await desk.keep("g", **ANNA, externalId="g", origin="OMNIUM")
    assert await desk.in_vain("g") == [
        "customer g came with an order of Omnium's, which has no customer g: he is not made there"
    ]
    assert await desk.in_omnium() == []
