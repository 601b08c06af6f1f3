"""What an operator does: who does it, and keeping it in the audit log, which is signed from time to time."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from admin_console.audit.actor import user_of_this_machine, way
from admin_console.database import present
from admin_console.settings import AuditSettings
from admin_console.terminal import report
from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog, KeepsGrowing
from flow_omnium.audit.signing import Signer
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.audit_trail import AuditTrail, Tally
from flow_omnium.runtime.database import Database, DatabaseError
from flow_omnium.runtime.settings.reading import read_settings


class Keep(Protocol):
    """`kept` in a database."""

    def __call__(
        self, act: AuditEntry, target: str, *, tenant: str | None = None, details: Sequence[str] = ()
    ) -> AbstractAsyncContextManager[Tally]:
        """See `kept`."""
        ...


SIGNED_EVERY: Final = timedelta(days=1)
SIGNED_EVERY_RECORDS: Final = 100


@asynccontextmanager
async def kept(
    database: Database,
    act: AuditEntry,
    target: str,
    *,
    tenant: str | None = None,
    details: Sequence[str] = (),
) -> AsyncIterator[Tally]:
    """Write an act into the audit log before it begins, and its outcome after it; sign when it is due. See `AuditTrail.kept`."""
    signer = audit_signer()
    trail, act = AuditTrail(database), await timed(database, act)
    async with trail.kept(act, target, tenant=tenant, details=details) as tally:
        yield tally
    await signed_if_due(database, signer)


def audit_signer() -> Signer | None:
    """Return what signs the audit log, None without a key. Raises SettingsError, before anything is done."""
    return read_settings(AuditSettings).signer()


async def signed_if_due(database: Database, signer: Signer | None) -> None:
    """Sign the audit log where that is due."""
    if signer is not None:
        await _signed_if_due(AuditLog(database), signer, await present(database))


async def _signed_if_due(log: AuditLog, signer: Signer, now: datetime) -> None:
    """A checkpoint that fails is no failure of the command: the next act makes it."""
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


_NAME_CHARACTERS = 100
_REASON_CHARACTERS = 500
_TARGET_CHARACTERS = 2_000


def an_act(act: str, by: str | None, reason: str | None = None) -> AuditEntry:
    """Describe an act that begins now, by this machine's clock: `timed` before it is written down."""
    return AuditEntry(
        act=act,
        by=(by or user_of_this_machine())[:_NAME_CHARACTERS],
        at=datetime.now(UTC),
        reason=reason and reason[:_REASON_CHARACTERS],
        via=way()[:_NAME_CHARACTERS],
    )


def shortened(target: str) -> str:
    """Shorten the target of an act to what the log takes."""
    return target if len(target) <= _TARGET_CHARACTERS else f"{target[:_TARGET_CHARACTERS]} …"


async def timed(database: Database, act: AuditEntry) -> AuditEntry:
    """Return the act as one that begins now by the suite's clock."""
    return act.model_copy(update={"at": await present(database)})
