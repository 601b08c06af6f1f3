"""Keeping an act of a command in the audit log, and signing for the log from time to time."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

from admin_console.acting import timed
from admin_console.ledger_access import present
from admin_console.settings import AuditSettings
from admin_console.terminal import report
from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog, KeepsGrowing
from flow_omnium.audit.signing import Signer
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.audit_trail import AuditTrail, Tally
from flow_omnium.runtime.database import Database, DatabaseError
from flow_omnium.runtime.settings.reading import read_settings

Keep = Callable[[AuditEntry, str], AbstractAsyncContextManager[Tally]]
"""`kept` in a database."""

SIGNED_EVERY: Final = timedelta(days=1)
SIGNED_EVERY_RECORDS: Final = 100


@asynccontextmanager
async def kept(database: Database, act: AuditEntry, target: str) -> AsyncIterator[Tally]:
    """Keep an act before it begins, and how it ended; whoever has the signing key signs now and then. See `AuditTrail.kept`."""
    signer = read_settings(AuditSettings).signer()
    async with AuditTrail(database).kept(await timed(database, act), target) as tally:
        yield tally
    if signer is not None:
        await _signed_if_due(AuditLog(database), signer, await present(database))


async def _signed_if_due(log: AuditLog, signer: Signer, now: datetime) -> None:
    """The act is done and kept; a checkpoint that fails is made by the next act."""
    try:
        if await _is_due(log, now):
            await log.checkpoint(signer, now)
    except (DatabaseError, KeepsGrowing):
        report(["WARNING: the audit log could not be signed; the next act tries again"])


async def _is_due(log: AuditLog, now: datetime) -> bool:
    newest, last = await log.latest(1, [Kind.CHECKPOINT]), await log.latest(1)
    if not newest:
        return True
    age: timedelta = now - newest[0]["at"]
    followers: int = last[0]["_id"] - newest[0]["_id"]
    return age >= SIGNED_EVERY or followers >= SIGNED_EVERY_RECORDS
