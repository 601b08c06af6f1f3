"""Lists, verifies, signs and prunes the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from admin_console.audit import output
from admin_console.audit.keeping import an_act
from admin_console.database import present, with_database
from admin_console.failures import BadAnswer, WrongUse
from admin_console.settings import AuditSettings
from admin_console.terminal import counted, report, say, show, show_json
from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog
from flow_omnium.audit.record import FIRST, Head
from flow_omnium.audit.signing import Signer, new_key_pair
from flow_omnium.audit.verdict import Verdict, lines_of
from flow_omnium.audit.verification import Verification
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.reading import read_settings

RETENTION: Final = timedelta(days=365)
"""How long it is kept what operators did, unless told otherwise."""


def list_records(limit: int, kind: Kind | None, *, as_json: bool) -> None:
    """List the audit log, the latest record first; acts from before the chain are listed last, and as such."""
    kinds = [] if kind is None else [kind]
    records = with_database(lambda database: AuditLog(database).latest(limit, kinds))
    room = limit - len(records) if kind in (None, Kind.ACT) else 0
    older = with_database(lambda database: AuditTrail(database).before_the_chain(room))
    if as_json:
        show_json([*map(output.document, records), *map(output.older_document, older)])
    else:
        show(output.table_of(records, older))


def verify(since: int, anchors: Sequence[str], *, as_json: bool) -> None:
    """Verify the records from number `since` on. Raises WrongUse for a malformed anchor, NothingDone if it does not hold."""
    verification = Verification(
        read_settings(AuditSettings).verifier(), _anchors(anchors), is_part=since > FIRST
    )
    verdict = with_database(lambda database: _verified(database, verification, since))
    if as_json:
        show_json(output.verdict_document(verdict))
    else:
        for line in lines_of(verdict):
            say(line)
    report(verdict.faults)
    if not verdict.holds:
        raise BadAnswer("the audit log does not hold")


def checkpoint(*, as_json: bool = False) -> None:
    """Sign for everything up to now, and print the anchor. Raises WrongUse without a signing key."""
    signer = _signer()
    head = with_database(lambda database: _signed(database, signer))
    if as_json:
        show_json({"sequence": head.sequence, "digest": head.digest, "anchor": str(head)})
    else:
        say(str(head))


def keygen() -> None:
    """Make a pair of keys, and print it."""
    pair = new_key_pair()
    say(f"AUDIT_SIGNING_KEY={pair.private}")
    say(f"AUDIT_PUBLIC_KEYS={pair.public}")


def prune(older_than: timedelta | None, *, dry_run: bool, as_json: bool, by: str | None) -> None:
    """Let go what is older, up to a signed checkpoint. Raises WrongUse without a signing key."""
    signer, act = _signer(), an_act("prune", by)
    kept_for = RETENTION if older_than is None else older_than
    pruned = with_database(lambda database: _pruned(database, signer, kept_for, act.by, dry_run=dry_run))
    if as_json:
        show_json({"dryRun": dry_run, "removed": pruned.count, "beginsWith": pruned.begins_with})
    else:
        say(pruned.line(dry_run=dry_run))


@dataclass(frozen=True)
class _Pruned:
    """How many records have gone, or would go, and with which the log begins then."""

    count: int = 0
    begins_with: int | None = None

    def line(self, *, dry_run: bool) -> str:
        if self.count == 0:
            return "0 records removed: no signed checkpoint is so old that something stands before it"
        if dry_run:
            return f"{counted(self.count, 'record')} would be removed; the log would begin with checkpoint {self.begins_with}"
        return f"{counted(self.count, 'record')} removed; the log begins with checkpoint {self.begins_with}"


def _signer() -> Signer:
    signer = read_settings(AuditSettings).signer()
    if signer is None:
        raise WrongUse("AUDIT_SIGNING_KEY is needed: `flow-omnium audit keygen` makes one")
    return signer


def _anchors(texts: Sequence[str]) -> Sequence[Head]:
    try:
        return [Head.parse(text) for text in texts]
    except ValueError as error:
        message = f"--anchor: {error}"
        raise WrongUse(message) from None


async def _verified(database: Database, verification: Verification, since: int) -> Verdict:
    async for record in AuditLog(database).records(since if since > FIRST else None):
        verification.take(record)
    return verification.verdict()


async def _signed(database: Database, signer: Signer) -> Head:
    return await AuditLog(database).checkpoint(signer, await present(database))


async def _pruned(
    database: Database, signer: Signer, kept_for: timedelta, by: str, *, dry_run: bool
) -> _Pruned:
    log, now = AuditLog(database), await present(database)
    begins_at = await log.prunable(now - kept_for)
    count = 0 if begins_at is None else await log.before(begins_at["_id"])
    if begins_at is None or count == 0:
        return _Pruned()
    return _Pruned(count if dry_run else await log.prune(begins_at, signer, by, now), begins_at["_id"])
