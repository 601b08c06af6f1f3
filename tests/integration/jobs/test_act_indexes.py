"""Acts are found in an index of the audit log, however long it is, and nobody waits for long."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog
from flow_omnium.audit.record import NO_HEAD, head_of, new_record
from flow_omnium.jobs.operator.audit_trail import ActFilter, AuditTrail
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import NOON

OTHERS: Final = 1_000
FEW: Final = 20

LOOKS: Final[Mapping[str, tuple[ActFilter, list[str]]]] = {
    "person": (ActFilter(by="ola"), ["unnamed", "named"]),
    "act": (ActFilter(act="cancel"), ["named"]),
    "tenant, also where it is only named": (ActFilter(tenant="globex"), ["unnamed", "named"]),
    "some tenants": (ActFilter(of_tenants=frozenset({"globex", "initech"})), ["named"]),
    "no tenant": (ActFilter(of_tenants=frozenset()), []),
}


@pytest.fixture
async def long_log(database: Database) -> Database:
    """Two acts of ola's, one of which names its tenant in passing, then many of kari's, each with its outcome."""
    await DatabaseSchema(database).create_missing()
    records: list[dict[str, Any]] = []

    def add(kind: Kind, **content: Any) -> int:
        last = head_of(records[-1]) if records else NO_HEAD
        records.append(new_record(last, kind, content, NOON))
        return int(records[-1]["_id"])

    def act(name: str, by: str, reason: str, target: str, **more: str) -> None:
        number = add(Kind.ACT, act=name, by=by, reason=reason, target=target, **more)
        add(Kind.OUTCOME, of=number, count=1, result="done")

    act("cancel", "ola", "named", "job 1", tenant="globex")
    act("retry", "ola", "unnamed", "tenant globex")
    for _ in range(OTHERS):
        act("retry", "kari", "other", "job 2", tenant="acme")
    await database["audit"].insert_many(records)
    return database


@pytest.mark.parametrize("look", LOOKS)
async def test_acts_are_found_without_a_look_at_those_of_others(long_log: Database, look: str) -> None:
    wanted, reasons = LOOKS[look]
    await long_log.command("profile", 2)
    found = await AuditTrail(long_log).latest(10, wanted)
    await long_log.command("profile", 0)

    assert [act.reason for act in found] == reasons
    assert all(act.result == "done" for act in found)
    profiled = await long_log["system.profile"].find({"command.find": "audit"}).to_list(None)
    assert profiled
    assert sum(one["docsExamined"] for one in profiled) <= FEW
    assert {one["command"].get("maxTimeMS") for one in profiled} == {2_000}


async def test_the_latest_records_are_read_and_no_others(long_log: Database) -> None:
    await long_log.command("profile", 2)
    assert len(await AuditLog(long_log).latest(10)) == 10
    await long_log.command("profile", 0)
    (profiled,) = await long_log["system.profile"].find({"command.find": "audit"}).to_list(None)
    assert profiled["docsExamined"] <= FEW
