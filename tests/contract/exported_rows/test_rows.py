"""What the memory of exported rows promises: the same tests in memory and on MongoDB."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sized
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.exported_rows.contract import RowStore
from flow_omnium.exported_rows.memory import MemoryRows
from flow_omnium.exported_rows.mongo import BATCH, COLLECTION, INDEXES, MongoRows
from flow_omnium.exported_rows.row import MAX_ERROR, ExportedRow
from flow_omnium.runtime.database import Database

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
SHIRT = ExportedRow("product", "shirt/blue", "shirt-blue", NOW, digest="d1", record="P1")
HAT = ExportedRow("product", "hat", "hat", NOW, digest="d2", record="P2")
PRICE = ExportedRow("price", "main:hat", "hat", NOW, record="P2", error="400: unknown product", failures=2)


@pytest.fixture(params=["memory", "mongodb"])
def rows(request: pytest.FixtureRequest) -> RowStore:
    if request.param == "memory":
        return MemoryRows()
    database: Database = request.getfixturevalue("database")
    return MongoRows(database)


async def test_what_was_noted_last_is_known(rows: RowStore) -> None:
    await rows.note("acme", [SHIRT, HAT])
    changed = replace(SHIRT, digest="d9", record=None)
    await rows.note("acme", [HAT, SHIRT, changed])
    assert await rows.known("acme", [HAT.name, SHIRT.name, ("product", "none")]) == {
        HAT.name: HAT,
        SHIRT.name: changed,
    }


async def test_to_note_and_to_look_for_nothing_is_no_error(rows: RowStore) -> None:
    await rows.note("acme", [])
    await rows.add("acme", [])
    await rows.forget("acme", "product", [])
    assert await rows.known("acme", []) == {}
    assert await rows.owners("acme", "product", []) == {}
    assert await rows.of_records("acme", [], []) == []


async def test_tenants_and_kinds_have_their_own(rows: RowStore) -> None:
    await rows.note("acme", [HAT, PRICE])
    assert await rows.known("globex", [HAT.name]) == {}
    assert await rows.known("acme", [("price", "hat")]) == {}
    assert await rows.owners("globex", "product", ["hat"]) == {}
    assert await rows.of_records("globex", ["product"], ["P2"]) == []
    assert await rows.set_aside("globex") == []


async def test_two_rows_of_one_uid_are_found(rows: RowStore) -> None:
    twin = replace(HAT, key="HAT")
    await rows.note("acme", [HAT, SHIRT, twin, PRICE])
    assert await rows.owners("acme", "product", ["hat", "none"]) == {"hat": [twin, HAT]}


async def test_rows_are_found_by_the_record_they_came_from(rows: RowStore) -> None:
    await rows.note("acme", [SHIRT, HAT, PRICE])
    assert await rows.of_records("acme", ["product", "price"], ["P2", "P3"]) == [PRICE, HAT]
    assert await rows.of_records("acme", ["product"], ["P2"]) == [HAT]


async def test_what_is_set_aside_is_listed_and_counted_until_it_goes_well(rows: RowStore) -> None:
    await rows.note("acme", [SHIRT, PRICE, replace(HAT, error="409")])
    await rows.note("globex", [PRICE])
    assert await rows.set_aside("acme") == [PRICE, replace(HAT, error="409")]
    assert await rows.set_aside("acme", ["price"]) == [PRICE]
    assert await rows.count_set_aside() == {
        ("acme", "price"): 1,
        ("acme", "product"): 1,
        ("globex", "price"): 1,
    }
    await rows.note("acme", [replace(PRICE, error=None, failures=0)])
    assert await rows.set_aside("acme", ["price"]) == []


async def test_rows_are_due_by_their_moment(rows: RowStore) -> None:
    later = NOW + timedelta(hours=1)
    await rows.note("acme", [replace(HAT, due=NOW), replace(SHIRT, due=later), replace(PRICE, due=NOW)])
    await rows.note("globex", [replace(SHIRT, due=NOW)])
    assert await rows.due("acme", "product", NOW) == [replace(HAT, due=NOW)]
    assert await rows.due("acme", "product", NOW - timedelta(seconds=1)) == []
    await rows.note("acme", [HAT])
    assert await rows.due("acme", "product", later) == [replace(SHIRT, due=later)]


async def test_rows_that_were_kept_anew_since_a_moment_are_found(rows: RowStore) -> None:
    later = NOW + timedelta(hours=1)
    await rows.note("acme", [HAT, replace(SHIRT, at=later), replace(PRICE, at=later)])
    assert await rows.changed("acme", "product", later) == [replace(SHIRT, at=later)]
    assert await rows.changed("acme", "product", NOW) == [HAT, replace(SHIRT, at=later)]
    assert await rows.changed("globex", "product", NOW) == []


async def test_an_error_is_kept_without_secrets_and_within_bounds(rows: RowStore) -> None:
    await rows.note("acme", [replace(PRICE, error="Bearer abc.def " + "x" * 5_000)])
    (kept,) = await rows.set_aside("acme")
    assert kept.error is not None
    assert len(kept.error) == MAX_ERROR
    assert "abc.def" not in kept.error


async def test_half_a_character_that_flow_sent_is_no_fault_of_the_row(rows: RowStore) -> None:
    await rows.note("acme", [replace(PRICE, error="400: \ud800")])
    (kept,) = await rows.set_aside("acme")
    assert kept.error == "400: ?"


async def test_each_row_of_a_kind_comes_once_in_order(rows: RowStore) -> None:
    several = [replace(HAT, key=f"k{number:04}") for number in range(BATCH + 1)]
    await rows.note(
        "acme", [*several, SHIRT, replace(HAT, kind="product-extra"), replace(HAT, kind="produc")]
    )
    await rows.note("globex", [HAT])
    keys = [row.key async for row in rows.each("acme", "product")]
    assert keys == [*(row.key for row in several), SHIRT.key]
    assert len(await rows.known("acme", [("product", key) for key in keys])) == len(keys)


async def test_what_is_forgotten_is_gone(rows: RowStore) -> None:
    await rows.note("acme", [SHIRT, HAT])
    await rows.forget("acme", "product", ["hat", "none"])
    assert list(await rows.known("acme", [HAT.name, SHIRT.name])) == [SHIRT.name]


async def test_what_is_added_takes_the_place_of_nothing(rows: RowStore) -> None:
    await rows.note("acme", [HAT])
    await rows.add("acme", [replace(HAT, digest="d9"), SHIRT, replace(SHIRT, digest="d9")])
    assert await rows.known("acme", [HAT.name, SHIRT.name]) == {HAT.name: HAT, SHIRT.name: SHIRT}


async def test_rows_that_were_intended_are_confirmed_together(rows: RowStore) -> None:
    await rows.add("acme", [replace(HAT, intent="one"), replace(SHIRT, intent="one")])
    assert await rows.confirm("acme", [HAT, SHIRT], "one")
    assert await rows.known("acme", [HAT.name, SHIRT.name]) == {HAT.name: HAT, SHIRT.name: SHIRT}


async def test_what_another_has_noted_meanwhile_is_not_confirmed(rows: RowStore) -> None:
    others = replace(HAT, intent="two")
    await rows.note("acme", [others])
    await rows.add("acme", [replace(HAT, intent="one"), replace(SHIRT, intent="one")])
    assert not await rows.confirm("acme", [HAT, SHIRT], "one")
    assert await rows.known("acme", [HAT.name, SHIRT.name]) == {HAT.name: others, SHIRT.name: SHIRT}
    assert not await rows.confirm("globex", [HAT], "two")


async def test_the_same_new_rows_can_be_added_by_several_at_once(rows: RowStore) -> None:
    several = [replace(HAT, key=f"k{number}") for number in range(50)]
    await asyncio.gather(*(rows.add("acme", several) for _ in range(5)))
    assert len([row async for row in rows.each("acme", "product")]) == 50


async def test_the_same_new_rows_can_be_noted_by_several_at_once(rows: RowStore) -> None:
    several = [replace(HAT, key=f"k{number}") for number in range(50)]
    await asyncio.gather(*(rows.note("acme", several) for _ in range(5)))
    assert len([row async for row in rows.each("acme", "product")]) == 50


@pytest.mark.parametrize("look", ["known", "owners", "of_records", "set_aside", "due", "changed"])
async def test_rows_are_found_by_their_indexes_alone(database: Database, look: str) -> None:
    rows = MongoRows(database)
    await database[COLLECTION].create_indexes(list(INDEXES))
    await rows.note(
        "acme",
        [replace(HAT, key=f"k{number}", uid=f"u{number}", record=f"r{number}") for number in range(50)],
    )
    await rows.note("acme", [replace(PRICE, due=NOW)])
    await database.command("profile", 2)
    looks: Mapping[str, Callable[[], Awaitable[Sized]]] = {
        "known": lambda: rows.known("acme", [("product", "k1")]),
        "owners": lambda: rows.owners("acme", "product", ["u1"]),
        "of_records": lambda: rows.of_records("acme", ["product"], ["r1"]),
        "set_aside": lambda: rows.set_aside("acme", ["price"]),
        "due": lambda: rows.due("acme", "price", NOW),
        "changed": lambda: rows.changed("acme", "price", NOW),
    }
    assert len(await looks[look]()) == 1
    await database.command("profile", 0)
    (looked,) = await database["system.profile"].find({"command.find": COLLECTION}).to_list()
    assert looked["docsExamined"] == 1
