"""The list of what people did is read by index, however long the audit log is."""

from typing import Any

import pytest

from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.record import NO_HEAD, Head, head_of, new_record
from flow_omnium.jobs.operator.trail import Trail, TrailFilter
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import NOON

MANY = 2_000
WANTED = {
    "by": TrailFilter(by="sub-ola"),
    "act": TrailFilter(act="cancel"),
    "tenant": TrailFilter(tenant="globex"),
    "some tenants": TrailFilter(of_tenants=frozenset({"globex"}), own="sub-ola"),
    "a page further on": TrailFilter(by="sub-ola", before=10),
}


@pytest.fixture
async def long_log(database: Database) -> Database:
    """An act of ola's, then thousands of kari's, each with its outcome."""
    await DatabaseSchema(database).create_missing()
    records, head = list[dict[str, Any]](), NO_HEAD

    def add(kind: Kind, **content: Any) -> Head:
        records.append(new_record(head, kind, content, NOON))
        return head_of(records[-1])

    head = add(Kind.ACT, act="cancel", by="sub-ola", target="job 1", reason=None, tenant="globex")
    head = add(Kind.OUTCOME, of=1, count=1, result="done")
    for number in range(MANY):
        head = add(Kind.ACT, act="retry", by="sub-kari", target="job 2", reason=None, tenant="acme")
        head = add(Kind.OUTCOME, of=3 + 2 * number, count=1, result="done")
    await database["audit"].insert_many(records)
    return database


async def test_what_one_person_did_is_found_without_a_look_at_what_others_did(long_log: Database) -> None:
    for name, wanted in WANTED.items():
        query = {**wanted.query(), "_id": {"$type": ["int", "long"]}, "kind": {"$in": ["act", "sign-in"]}}
        plan = await long_log["audit"].find(query).sort("_id", -1).limit(51).explain()
        assert (name, plan["executionStats"]["totalDocsExamined"]) <= (name, 20)
        assert [act.by for act in await Trail(long_log).latest(51, wanted)] == ["sub-ola"]


async def test_the_outcome_of_an_old_act_is_found_without_a_look_at_all_later_ones(
    long_log: Database,
) -> None:
    wanted = {"_id": {"$gt": 1}, "kind": "outcome", "content.of": {"$in": [1]}}
    plan = await long_log["audit"].find(wanted).explain()
    assert plan["executionStats"]["totalDocsExamined"] <= 1
