"""Where a router of a sharded cluster would send an operation."""

from typing import Any

import pytest
from benchmarks.units.notes import operation_of
from benchmarks.units.routing import Operation, Route, route_of

ONE, ALL, REFUSED = Route.ONE, Route.ALL, Route.REFUSED
OWN, OTHER = {"tenantUid": "acme"}, {"tenantUid": "globex"}


def asked(verb: str, wanted: dict[str, Any], *, is_upsert: bool = False) -> Route:
    return route_of(Operation("order-sync", "jobs", verb, wanted, is_upsert))


@pytest.mark.parametrize(
    "wanted",
    [
        OWN,
        OWN | {"state": "done"},
        {"tenantUid": {"$eq": "acme"}},
        {"$and": [OWN, {"state": "done"}]},
    ],
)
def test_what_names_the_tenant_goes_to_its_shard(wanted: dict[str, Any]) -> None:
    for verb in ("find", "aggregate", "updateOne", "updateMany", "deleteOne", "findOneAndUpdate"):
        assert asked(verb, wanted) is ONE


@pytest.mark.parametrize("wanted", [{"tenantUid": {"$in": ["acme", "globex"]}}, {"$or": [OWN, OTHER]}])
def test_what_names_several_tenants_is_read_from_theirs_and_changes_no_single_document(
    wanted: dict[str, Any],
) -> None:
    assert asked("find", wanted) is ONE
    assert asked("updateMany", wanted) is ONE
    assert asked("updateOne", wanted) is REFUSED
    assert asked("findOneAndUpdate", wanted) is REFUSED


@pytest.mark.parametrize(
    "wanted", [{}, {"state": "done"}, {"tenantUid": {"$ne": "acme"}}, {"$or": [OWN, {"state": "done"}]}]
)
def test_what_does_not_is_read_everywhere_and_written_nowhere(wanted: dict[str, Any]) -> None:
    assert asked("find", wanted) is ALL
    assert asked("updateMany", wanted) is ALL
    for verb in ("updateOne", "deleteOne", "findOneAndUpdate"):
        assert asked(verb, wanted) is REFUSED


def test_one_document_is_changed_by_its_id_but_neither_taken_nor_made_by_it() -> None:
    assert asked("updateOne", {"_id": "a1"}) is ALL
    assert asked("updateOne", {"_id": {"$in": ["a1"]}}) is REFUSED
    assert asked("findOneAndUpdate", {"_id": "a1"}) is REFUSED
    assert asked("updateOne", {"_id": "a1"}, is_upsert=True) is REFUSED
    assert asked("insertOne", {}) is ONE


def note(kind: str, command: dict[str, Any]) -> Operation | None:
    return operation_of({"op": kind, "ns": "flow_omnium.jobs", "appName": "order-sync", "command": command})


def test_a_note_of_the_database_tells_what_was_asked() -> None:
    wanted = {"_id": "a1"}
    assert note("query", {"find": "jobs", "filter": wanted}) == Operation(
        "order-sync", "jobs", "find", wanted
    )
    assert note("update", {"q": wanted, "u": {}, "multi": True, "upsert": False}) == Operation(
        "order-sync", "jobs", "updateMany", wanted
    )
    assert note("update", {"q": wanted, "u": {}, "multi": False, "upsert": True}) == Operation(
        "order-sync", "jobs", "updateOne", wanted, is_upsert=True
    )
    assert note("command", {"findAndModify": "jobs", "query": wanted, "update": {}}) == Operation(
        "order-sync", "jobs", "findOneAndUpdate", wanted
    )
    assert note(
        "command", {"aggregate": "jobs", "pipeline": [{"$match": wanted}, {"$count": "n"}]}
    ) == Operation("order-sync", "jobs", "aggregate", wanted)
    assert note("remove", {"q": wanted, "limit": 1}) == Operation("order-sync", "jobs", "deleteOne", wanted)


def test_what_asks_for_no_documents_is_passed_over() -> None:
    assert note("getmore", {"getMore": 1, "collection": "jobs"}) is None
    assert note("command", {"collStats": "jobs"}) is None
    assert note("command", {"aggregate": "tenants", "pipeline": [{"$changeStream": {}}]}) is None
