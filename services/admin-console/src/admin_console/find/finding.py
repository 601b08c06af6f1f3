"""Finding a record: the ledger first, which knows what came and what became of it; then both systems."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.table import Table

from admin_console.database import in_database, present
from admin_console.failures import NothingDone, WrongUse
from admin_console.find.asking import Answers, ask
from admin_console.find.story import heading, lines_of, sentence_of_several, unknown_lines
from admin_console.jobs import output
from admin_console.jobs.choosing import known_choice
from admin_console.jobs.filter import JobChoice
from admin_console.jobs.naming import SHORT
from admin_console.jobs.words import Rendering
from admin_console.settings import JobSettings, RetryUnit
from admin_console.terminal import add_row, say, show, show_json, table
from flow_omnium.jobs.lookup import RecordType
from flow_omnium.jobs.operator.finding import LedgerRecord, RecordFinder
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.tenants.zones import zone_of

_LONGEST: Final = 512
_LISTED: Final = 20


@dataclass(frozen=True)
class Finding:
    """What is known of a name: records of the ledger, what both systems say, and how to tell it."""

    text: str
    tenant_uid: str | None
    records: Sequence[LedgerRecord]
    answers: Answers | None
    told: Rendering


def find(text: str, tenant_uid: str | None, *, ledger_only: bool, as_json: bool) -> None:
    """Find a record and tell where it stands. Raises WrongUse, and NothingDone where nobody knows it."""
    name = text.strip()
    if not name or not name.isprintable() or len(name) > _LONGEST:
        message = f"{name[:_LONGEST]!r} is no id and no number"
        raise WrongUse(message)
    found = asyncio.run(_found(name, tenant_uid, ledger_only=ledger_only))
    _require_something(found)
    if as_json:
        show_json(document(found))
    else:
        _tell(found)


async def _found(name: str, tenant_uid: str | None, *, ledger_only: bool) -> Finding:
    unit = read_settings(RetryUnit).retry_unit_seconds
    settings = read_settings(JobSettings)
    found = await in_database(settings, lambda database: in_ledger(database, name, tenant_uid, unit))
    if ledger_only or len(found.records) > 1 or found.tenant_uid is None:
        return found
    answers = await _asked(found)
    return Finding(found.text, found.tenant_uid, found.records, answers, found.told)


async def in_ledger(
    database: Database,
    name: str,
    tenant_uid: str | None,
    unit_seconds: float = 60,
    of_tenants: frozenset[str] | None = None,
) -> Finding:
    """Return what the ledger knows of a name. Raises WrongUse for a tenant that there is not, DatabaseError.

    `of_tenants` are those whose records may be seen at all.
    """
    await known_choice(database, JobChoice(tenant=tenant_uid), of_tenants)
    records = await RecordFinder(database).find(name, tenant_uid, of_tenants)
    tenant = records[0].tenant_uid if records else tenant_uid or await _only_tenant(database, of_tenants)
    zone = await zone_of(database, tenant or "")
    return Finding(name, tenant, records, None, Rendering(await present(database), zone, unit_seconds))


def document(found: Finding) -> dict[str, Any]:
    """Describe it for programs."""
    return {
        "text": found.text,
        "tenantUid": found.tenant_uid,
        "records": [_record(record, found) for record in found.records],
        "systems": None if found.answers is None else _answers(found.answers),
    }


async def _asked(found: Finding) -> Answers | None:
    """Ask both systems; None of a record that neither can be asked for."""
    tenant_uid = found.tenant_uid or ""
    if not found.records:
        return await ask(tenant_uid, found.text, list(RecordType), exact=False)
    (record,) = found.records
    return None if record.type is None else await ask(tenant_uid, record.key, [record.type], exact=True)


async def _only_tenant(database: Database, of_tenants: frozenset[str] | None) -> str | None:
    """Return the tenant that must be meant, where there is just one."""
    if of_tenants is not None:
        return next(iter(of_tenants)) if len(of_tenants) == 1 else None
    tenants = [str(row["_id"]) async for row in database[TENANTS].find({}, {"_id": 1}).limit(2)]
    return tenants[0] if len(tenants) == 1 else None


def _require_something(found: Finding) -> None:
    if found.records or (found.answers is not None and found.answers.sightings):
        return
    if found.tenant_uid is None:
        message = f"no job is about {found.text!r}: --tenant UID asks Omnium and Flow in that tenant's name"
        raise NothingDone(message)
    raise NothingDone(" ".join(unknown_lines(found.text, found.tenant_uid, found.answers)))


def _tell(found: Finding) -> None:
    if len(found.records) > 1:
        say(sentence_of_several(found.records))
        show(_table(found))
        return
    lines = (
        lines_of(found.records[0], found.answers, found.told)
        if found.records
        else unknown_lines(found.text, found.tenant_uid or "", found.answers)
    )
    for line in lines:
        say(line)


def _table(found: Finding) -> Table:
    result = table("TENANT", "RECORD", "NUMBERS", "STATE", "AGE", "JOB")
    for record in found.records[:_LISTED]:
        job = record.jobs[0]
        add_row(
            result,
            record.tenant_uid,
            record.key,
            " ".join(record.numbers[:3]) or "-",
            output.state_of(job),
            output.span(found.told.now - job.accepted_at),
            job.job_id[:SHORT],
        )
    if len(found.records) > _LISTED:
        add_row(result, "…", f"and {len(found.records) - _LISTED} more", "", "", "", "")
    return result


def _record(record: LedgerRecord, found: Finding) -> dict[str, Any]:
    is_one = len(found.records) == 1
    return {
        "tenantUid": record.tenant_uid,
        "record": record.lock_key,
        "key": record.key,
        "numbers": list(record.numbers),
        "stores": list(record.stores),
        "told": list(lines_of(record, found.answers, found.told)) if is_one else [heading(record)],
        "jobs": [output.document(job) for job in record.jobs] if is_one else [],
        "jobIds": [job.job_id for job in record.jobs],
    }


def _answers(answers: Answers) -> dict[str, Any]:
    return {
        "found": [
            {
                "record": one.type.value,
                "told": one.record.told,
                "jobs": [{"kind": job.kind.value, "key": job.key} for job in one.record.jobs],
            }
            for one in answers.sightings
        ],
        "wouldWrite": [
            {
                "kind": one.job.kind.value,
                "key": one.job.key,
                "writes": list(one.writes),
                "reason": one.reason or None,
                "flags": list(one.flags),
                "failure": one.why_not or None,
            }
            for one in answers.outlooks
        ],
        "notAsked": list(answers.why_not),
    }
