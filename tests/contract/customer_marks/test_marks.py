"""What marks of customers promise: the same tests in memory and on MongoDB."""

import pytest

from flow_omnium.customer_marks.mongo import MongoMarks, note_id
from flow_omnium.customer_marks.port import UNMARKED, CustomerMark, CustomerMarks, MemoryMarks, digests
from flow_omnium.runtime.database import Database

TOLD = CustomerMark(is_guest=True, told={"email": "a digest"})
ERASED = CustomerMark(is_erased=True)


@pytest.fixture(params=["memory", "mongodb"])
def marks(request: pytest.FixtureRequest) -> CustomerMarks:
    if request.param == "memory":
        return MemoryMarks()
    database: Database = request.getfixturevalue("database")
    return MongoMarks(database)


async def test_what_was_noted_last_is_read(marks: CustomerMarks) -> None:
    assert await marks.read("acme", "c-1") == UNMARKED
    await marks.note("acme", "c-1", TOLD)
    assert await marks.read("acme", "c-1", "cust-77") == TOLD
    await marks.note("acme", "c-1", UNMARKED)
    assert await marks.read("acme", "c-1") == UNMARKED


async def test_tenants_and_customers_have_their_own(marks: CustomerMarks) -> None:
    await marks.note("acme", "c-1", TOLD)
    assert await marks.read("globex", "c-1") == UNMARKED
    assert await marks.read("acme", "c-2", "c-3") == UNMARKED


async def test_an_erasure_leaves_nothing_else_and_lasts(marks: CustomerMarks) -> None:
    await marks.note("acme", "c-1", TOLD)
    assert await marks.erase("acme", ["c-1", "cust-77", "c-1"]) == 2
    await marks.note("acme", "c-1", TOLD)
    assert await marks.read("acme", "c-1") == ERASED
    assert await marks.erase("acme", ["c-1"]) == 0


async def test_who_is_erased_under_one_id_is_erased(marks: CustomerMarks) -> None:
    await marks.note("acme", "c-1", TOLD)
    await marks.erase("acme", ["cust-77"])
    assert (await marks.read("acme", "c-1", "cust-77")).is_erased
    assert not (await marks.read("acme", "c-1")).is_erased


async def test_the_database_holds_no_id(database: Database) -> None:
    await MongoMarks(database).note("acme", "kari@example.com", TOLD)
    (row,) = [row async for row in database["customer_marks"].find({})]
    assert "kari" not in repr(row)
    assert row["_id"] == note_id("acme", "kari@example.com")


async def test_an_erasure_leaves_a_mark_that_holds_nothing_of_the_note(database: Database) -> None:
    marks = MongoMarks(database)
    await marks.note("acme", "c-1", TOLD)
    await marks.erase("acme", ["c-1"])
    (row,) = [row async for row in database["customer_marks"].find({})]
    assert row.keys() == {"_id", "erased"}
    assert note_id("acme", "c-1")[:4] not in row["_id"]


async def test_one_of_the_same_bucket_is_not_taken_for_erased(database: Database) -> None:
    marks = MongoMarks(database)
    await marks.erase("acme", ["c-1"])
    (row,) = [row async for row in database["customer_marks"].find({})]
    await database["customer_marks"].delete_one({"_id": row["_id"]})
    await database["customer_marks"].insert_one({"_id": f"{row['_id'][:-1]}x", "erased": True})
    assert await marks.read("acme", "c-1") == UNMARKED


async def test_marks_are_read_by_their_keys_alone(database: Database) -> None:
    marks = MongoMarks(database)
    for number in range(50):
        await marks.note("acme", f"c-{number}", TOLD)
    await marks.erase("acme", ["c-1"])
    await database.command("profile", 2)
    assert (await marks.read("acme", "c-2", "c-1")).is_erased
    await database.command("profile", 0)
    (looked,) = await database["system.profile"].find({"command.find": "customer_marks"}).to_list()
    assert looked["docsExamined"] <= 2
    assert looked["keysExamined"] < 10


def test_a_digest_takes_the_secret_the_customer_and_the_field() -> None:
    values = {"email": "kari@example.com", "phone": "kari@example.com"}
    told = digests("secret", "c-1", values)
    assert told == digests("secret", "c-1", values)
    assert told["email"] != told["phone"]
    assert told != digests("other", "c-1", values) != digests("secret", "c-2", values)
