"""Lists, verifies, signs and prunes the audit log."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from rich.table import Table

from admin_console.audit.keeping import an_act
from admin_console.database import present, with_database
from admin_console.failures import BadAnswer, WrongUse
from admin_console.settings import AuditSettings
from admin_console.terminal import add_row, counted, moment, report, say, show, show_json, table
from flow_omnium.audit.kinds import FIELDS, Kind
from flow_omnium.audit.log import AuditLog
from flow_omnium.audit.record import FIRST, Head, Stored
from flow_omnium.audit.signing import Signer, new_key_pair
from flow_omnium.audit.verdict import Place, Verdict, lines_of
from flow_omnium.audit.verification import Verification
from flow_omnium.jobs.entry import ERASED
from flow_omnium.jobs.operator.audit_trail import AuditTrail, KeptEntry
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
        show_json([*map(_document, records), *map(_older_document, older)])
    else:
        show(_table(records, older))


def verify(since: int, anchors: Sequence[str], *, as_json: bool) -> None:
    """Verify the records from number `since` on. Raises WrongUse for a malformed anchor, NothingDone if it does not hold."""
    verification = Verification(
        read_settings(AuditSettings).verifier(), _anchors(anchors), is_part=since > FIRST
    )
    verdict = with_database(lambda database: _verified(database, verification, since))
    if as_json:
        show_json(_verdict_document(verdict))
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


_BEFORE_THE_CHAIN = "before the chain"


def _table(records: Sequence[Stored], older: Sequence[KeptEntry]) -> Table | str:
    """Describe records for people, one line each."""
    if not records and not older:
        return "The audit log is empty."
    result = table("NUMBER", "WHEN", "KIND", "WHO", "WHAT", "DIGEST")
    for record in records:
        shown = _document(record)
        who, what = shown.get("by") or "-", _what(shown)
        when = str(shown["at"]).replace("T", " ")
        add_row(
            result, str(shown["sequence"]), when, str(shown["kind"]), who, what, str(shown["digest"])[:12]
        )
    for act in older:
        what = f"{act.act} {act.target}, {act.count} changed"
        add_row(result, "-", moment(act.at), _BEFORE_THE_CHAIN, act.by, what, "-")
    return result


def _verdict_document(verdict: Verdict) -> dict[str, Any]:
    """Describe a verdict for programs."""
    return {
        "holds": verdict.holds,
        "records": verdict.count,
        "first": _place(verdict.first),
        "last": _place(verdict.last),
        "signed": _place(verdict.signed),
        "anchors": [str(anchor) for anchor in verdict.anchors],
        "anchoredThrough": verdict.anchored_through,
        "erased": verdict.erased,
        "faults": list(verdict.faults),
        "firstFault": verdict.first_fault,
        "notes": list(verdict.notes),
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    at = place.at.isoformat() if place.at else None
    return {"sequence": place.head.sequence, "digest": place.head.digest, "at": at}


def _document(record: Stored) -> dict[str, Any]:
    """What a record tells; whatever shape somebody has given it."""
    at, content, kind = record.get("at"), record.get("content"), record.get("kind")
    told = dict(content) if isinstance(content, dict) else {}
    return {
        "sequence": record["_id"],
        "at": at.isoformat(timespec="seconds") if isinstance(at, datetime) else None,
        "kind": kind,
        "digest": record.get("digest"),
        **dict.fromkeys(_erasable(record), ERASED),
        **told,
    }


def _erasable(record: Stored) -> Sequence[str]:
    """The fields that may have been erased: an optional one only if the record had it when it was made."""
    kind, digests = record.get("kind"), record.get("digests")
    if kind not in set(Kind):
        return ()
    had = frozenset(digests) if isinstance(digests, dict) else frozenset()
    fields = FIELDS[Kind(str(kind))]
    return sorted(fields.erasable - (fields.optional - had))


def _older_document(act: KeptEntry) -> dict[str, Any]:
    shown = act.model_dump(mode="json", by_alias=True, exclude={"result"})
    return {**shown, "kind": _BEFORE_THE_CHAIN}


def _what(shown: dict[str, Any]) -> str:
    left_out = {"sequence", "at", "kind", "digest", "by", "signature", "head"}
    told = {name: value for name, value in shown.items() if name not in left_out and value is not None}
    return ", ".join(
        f"{name} {value if isinstance(value, str) else json.dumps(value)}" for name, value in told.items()
    )
