"""Which indexes are not as the table has them, and what makes them so: on what the database lists."""

from typing import Any

import pytest

from flow_omnium.runtime.database import ASCENDING, IndexModel
from flow_omnium.schema.catalogue import COLLECTIONS, StoredCollection
from flow_omnium.schema.comparison import Build, Change, Drop, differences, missing, steps

PROMISE = IndexModel(
    [("tenant", ASCENDING), ("key", ASCENDING)],
    name="one_per_key",
    unique=True,
    partialFilterExpression={"pending": True},
)
RETENTION = IndexModel("at", name="retention", expireAfterSeconds=60)
PLAIN = IndexModel("a", name="plain")
JOBS = StoredCollection("jobs", (PROMISE, RETENTION, PLAIN), (PROMISE,))

ID = {"v": 2, "key": {"_id": 1}, "name": "_id_"}


def listed(**changes: dict[str, Any] | None) -> list[dict[str, Any]]:
    """What the database lists: as it should be, but for what a test changes, by name; None takes one away."""
    good = {index.document["name"]: {"v": 2, **index.document} for index in JOBS.indexes}
    return [ID, *(index for index in (good | changes).values() if index is not None)]


def changed(name: str, **options: Any) -> dict[str, dict[str, Any]]:
    index = next(index for index in listed() if index["name"] == name)
    return {name: {key: value for key, value in (index | options).items() if value is not None}}


def told(found: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    return [(str(difference), difference.blocks) for difference in differences(JOBS, found)]


def planned(found: list[dict[str, Any]]) -> list[Any]:
    return [step for plan in steps(JOBS, found) for step in plan]


def test_what_is_as_it_should_be_takes_no_step() -> None:
    assert (told(listed()), planned(listed())) == ([], [])


def test_an_index_of_somebody_else_is_left_alone() -> None:
    found = listed(theirs={"v": 2, "key": {"theirs": 1}, "name": "theirs"})

    assert (told(found), planned(found)) == ([], [])


def test_the_same_index_under_another_name_is_the_same_index() -> None:
    found = listed(plain={"v": 2, "key": {"a": 1.0}, "name": "made by hand"})

    assert (told(found), planned(found)) == ([], [])


def test_only_a_missing_promise_blocks() -> None:
    found = listed(one_per_key=None, plain=None)

    assert told(found) == [
        ("index jobs.one_per_key is missing", True),
        ("index jobs.plain is missing", False),
    ]
    assert missing(JOBS, found) == [
        Build("one_per_key", dict(PROMISE.document)),
        Build("plain", dict(PLAIN.document)),
    ]


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (listed(**changed("retention", expireAfterSeconds=3600)), "3600"),
        (listed(**changed("retention", expireAfterSeconds=None)), "not set"),
    ],
)
def test_another_lifetime_is_named_changed_in_place_and_blocks_nothing(
    found: list[dict[str, Any]], shown: str
) -> None:
    assert told(found) == [(f"index jobs.retention: expireAfterSeconds is {shown} and should be 60", False)]
    (change,) = planned(found)
    assert (change.name, change.option, change.wanted) == ("retention", "expireAfterSeconds", 60)
    assert missing(JOBS, found) == []


def test_a_lifetime_that_should_not_be_cannot_be_changed_away() -> None:
    found = listed(**changed("plain", expireAfterSeconds=60))

    assert planned(found) == [Drop("plain"), Build("plain", dict(PLAIN.document))]


def test_a_hidden_index_is_shown_again() -> None:
    found = listed(**changed("plain", hidden=True))

    assert told(found) == [("index jobs.plain: hidden is True and should be not set", False)]
    assert planned(found) == [Change("plain", "hidden", True, False)]


@pytest.mark.parametrize(
    ("options", "told_of"),
    [
        ({"unique": None}, "unique is not set and should be True"),
        (
            {"partialFilterExpression": None},
            'partialFilterExpression is not set and should be {"pending": true}',
        ),
        ({"key": {"key": 1, "tenant": 1}}, "key is key 1, tenant 1 and should be tenant 1, key 1"),
        ({"sparse": True}, "sparse is True and should be not set"),
    ],
)
def test_another_definition_is_named_and_the_new_one_stands_before_the_old_one_goes(
    options: dict[str, Any], told_of: str
) -> None:
    found = listed(**changed("one_per_key", **options))

    assert told(found) == [(f"index jobs.one_per_key: {told_of}", True)]
    build, drop = planned(found)
    assert drop == Drop("one_per_key")
    assert build.definition | {"name": "one_per_key"} == dict(PROMISE.document)
    built = [*found, {"v": 2, **build.definition}]
    # Once it is built nothing blocks, and all that is left to do is to drop the old one; after that there is peace.
    assert [blocks for _, blocks in told(built)] == [False]
    assert planned(built) == [drop]
    assert planned([index for index in built if index["name"] != "one_per_key"]) == []


def test_every_collection_of_the_suite_is_in_the_table_once() -> None:
    names = [collection.name for collection in COLLECTIONS]

    assert len(names) == len(set(names))
    assert {"jobs", "acts", "locks", "pauses", "tenants", "tokens", "token_renewals"} <= set(names)
    assert [promise.document["name"] for collection in COLLECTIONS for promise in collection.promises] == [
        "one_pending_per_key",
        "one_running_per_record",
    ]
