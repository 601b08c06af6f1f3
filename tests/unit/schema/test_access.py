"""The table of rights: complete, no wider than it has to be, and as the services read."""

import re
from collections.abc import Sequence

import pytest

from catalog_sync.app import READS as READ_BY_CATALOG_SYNC
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.schema.access import PROGRAMS, Program
from flow_omnium.schema.catalogue import COLLECTIONS, all_queues, own_queues
from order_sync.app import READS as READ_BY_ORDER_SYNC
from receivement_sync.app import READS as READ_BY_RECEIVEMENT_SYNC

BY_NAME = {program.name: program for program in PROGRAMS}
NAMES = {collection.name for collection in COLLECTIONS}


def may(program: str, kind: str) -> set[str]:
    """Which of all queues a pattern of a program matches."""
    rights = BY_NAME[program].broker
    assert rights is not None
    return {queue.name for queue in all_queues(60) if re.search(getattr(rights, kind), queue.name)}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_every_right_is_for_a_collection_of_the_table(program: Program) -> None:
    assert program.database.actions.keys() <= NAMES


@pytest.mark.parametrize("kind", ["read", "configure"])
@pytest.mark.parametrize(
    ("worker", "reads"),
    [
        ("order-sync", READ_BY_ORDER_SYNC),
        ("receivement-sync", READ_BY_RECEIVEMENT_SYNC),
        ("catalog-sync", READ_BY_CATALOG_SYNC),
    ],
)
def test_workers_read_and_bring_back_just_the_queues_of_their_service(
    worker: str, reads: Sequence[str], kind: str
) -> None:
    assert may(worker, kind) == {queue.name for queue in own_queues(60, reads)}


def test_only_the_schema_s_user_shapes_collections_and_declares_every_queue() -> None:
    for program in PROGRAMS:
        shapes = {action for actions in program.database.actions.values() for action in actions} & {
            *("createCollection", "createIndex", "dropIndex", "collMod", "dropCollection")
        }
        assert bool(shapes) == (program.name == "schema")
    assert may("webhook-gateway", "configure") == may("admin-console", "configure") == set()
    assert may("schema", "configure") == {queue.name for queue in all_queues(60)}
    assert BY_NAME["schema"].database.actions.keys() == NAMES


def test_the_gateway_reads_no_queue_and_the_console_only_what_is_parked() -> None:
    assert may("webhook-gateway", "read") == set()
    for console in ("admin-console", "web-console"):
        assert may(console, "read") == {f"{name}.parked" for name in QUEUES}
        assert may(console, "configure") == set()


def test_the_web_console_may_what_an_operator_may_and_beyond_that_only_looks_and_keeps_what_is_its_own() -> (
    None
):
    from_terminal, in_browser = (
        {name: set(actions) - {"find", "listIndexes"} for name, actions in program.database.actions.items()}
        for program in (BY_NAME["admin-console"], BY_NAME["web-console"])
    )
    more = {name for name, actions in in_browser.items() if actions != from_terminal.get(name, set())}
    assert more <= {
        "console_sessions",
        "console_people",
        "console_views",
        "cause_notes",
        "bulk_acts",
        "tenant_checks",
    }
    assert more >= {"console_sessions", "console_people"}
    assert BY_NAME["web-console"].database.actions.keys() == NAMES
    assert all("find" in actions for actions in BY_NAME["web-console"].database.actions.values())
    assert BY_NAME["web-console"].broker == BY_NAME["admin-console"].broker


def test_nobody_takes_away_what_operators_did_but_who_erases_and_prunes() -> None:
    """To append takes finding and inserting alone."""
    for program in PROGRAMS:
        rights = set(program.database.actions.get("audit", ())) - {"find", "listIndexes"}
        if program.name == "privacy":
            assert rights == {"insert", "update", "remove"}
        elif program.name in {"admin-console", "web-console"}:
            assert rights == {"insert"}
        elif program.name != "schema":
            assert rights == set()
    assert not {"update", "remove"} & set(BY_NAME["schema"].database.actions["audit"])


def test_workers_look_at_every_index() -> None:
    indexed = {collection.name for collection in COLLECTIONS if collection.indexes}
    for name in ("order-sync", "receivement-sync", "catalog-sync"):
        seen = {
            collection
            for collection, actions in BY_NAME[name].database.actions.items()
            if "listIndexes" in actions
        }
        assert seen == indexed
