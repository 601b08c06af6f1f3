"""The commands on the audit log: listing, verifying and signing it, and letting go what is too old."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Final

import typer

from admin_console import audit_output
from admin_console.acting import By, an_act
from admin_console.durations import read_duration
from admin_console.ledger_access import present, with_database
from admin_console.refusals import NothingDone, WrongUse
from admin_console.settings import AuditSettings
from admin_console.terminal import report, say, show_json
from admin_console.terminal import show as show_text
from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog
from flow_omnium.audit.record import FIRST, Head
from flow_omnium.audit.signing import Signer, new_key_pair
from flow_omnium.audit.verification import Verdict, Verification, lines_of
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.reading import read_settings

AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]

RETENTION: Final = timedelta(days=365)
"""How long it is kept what operators did, unless told otherwise."""


def list_(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 50,
    kind: Annotated[Kind | None, typer.Option(help="Only records of this kind.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the audit log, the latest record first; acts from before the chain are listed last, and as such."""
    kinds = [] if kind is None else [kind]
    records = with_database(lambda database: AuditLog(database).latest(limit, kinds))
    room = limit - len(records) if kind in (None, Kind.ACT) else 0
    older = with_database(lambda database: AuditTrail(database).before_the_chain(room))
    if as_json:
        show_json(audit_output.documents(records, older))
    else:
        show_text(audit_output.table_of(records, older))


def verify(
    since: Annotated[
        int, typer.Option("--from", min=FIRST, metavar="NUMBER", help="Only from this record on.")
    ] = FIRST,
    anchor: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NUMBER:DIGEST", help="What was kept elsewhere must still be so; may be repeated."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say from when to when the audit log is as it was written, and by what anchor; 1 if it is not."""
    verification = Verification(
        read_settings(AuditSettings).verifier(), _anchors(anchor or []), is_part=since > FIRST
    )
    verdict = with_database(lambda database: _verified(database, verification, since))
    if as_json:
        show_json(audit_output.verdict_document(verdict))
    else:
        for line in lines_of(verdict):
            say(line)
    report(verdict.faults)
    if not verdict.holds:
        raise NothingDone("the audit log does not hold")


def checkpoint() -> None:
    """Sign for everything up to now, and print the anchor: keep it where who can write to the database cannot."""
    signer = _signer()
    head = with_database(lambda database: _signed(database, signer))
    say(str(head))


def keygen() -> None:
    """Make a pair of keys for the audit log; needs no database."""
    pair = new_key_pair()
    say(f"AUDIT_SIGNING_KEY={pair.private}")
    say(f"AUDIT_PUBLIC_KEYS={pair.public}")


def prune(
    older_than: Annotated[
        timedelta | None,
        typer.Option(metavar="DURATION", parser=read_duration, help="What is older goes: 365d unless told."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how much would go.")] = False,
    by: By = None,
) -> None:
    """Let go what is older than a year, up to a signed checkpoint, with which the log begins afterwards."""
    signer, act = _signer(), an_act("prune", by)
    kept_for = RETENTION if older_than is None else older_than
    say(with_database(lambda database: _pruned(database, signer, kept_for, act.by, dry_run=dry_run)))


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


async def _pruned(database: Database, signer: Signer, kept_for: timedelta, by: str, *, dry_run: bool) -> str:
    log, now = AuditLog(database), await present(database)
    begins_at = await log.prunable(now - kept_for)
    count = 0 if begins_at is None else await log.before(begins_at["_id"])
    if begins_at is None or count == 0:
        return "0 records removed: no signed checkpoint is so old that something stands before it"
    if dry_run:
        return f"{count} records would be removed; the log would begin with checkpoint {begins_at['_id']}"
    gone = await log.prune(begins_at, signer, by, now)
    return f"{gone} records removed; the log begins with checkpoint {begins_at['_id']}"
