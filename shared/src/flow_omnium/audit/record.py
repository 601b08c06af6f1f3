"""One record of the audit log: how it is digested, made and checked. No I/O.

Each field of a record's content has a salt and a digest of its own; the record's digest is over those digests, its number,
kind and time, and the digest of the record before it. So a field and its salt can go, and the chain holds: what is left,
a digest under a salt that is gone, tells nothing of the field, not even to somebody who guesses it.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flow_omnium.audit.kinds import FIELDS, Kind
from flow_omnium.runtime.redaction import redact

VERSION: Final = 1
FIRST: Final = 1
NOTHING_BEFORE: Final = "0" * 64
"""What stands as the digest before the first record."""

_SALT_BYTES: Final = 32
_PARTS: Final = frozenset(
    {"_id", "version", "kind", "at", "previous", "digest", "digests", "salts", "content"}
)

Stored = Mapping[str, Any]
"""A record as it is stored: `{_id: number, version, kind, at, previous, digest, digests, salts, content}`."""


@dataclass(frozen=True)
class Head:
    """A record by its number and its digest: kept outside the database, it is an anchor."""

    sequence: int
    digest: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.digest}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Read what `str` wrote. Raises ValueError."""
        sequence, _, digest = text.strip().partition(":")
        if not sequence.isascii() or not sequence.isdigit() or len(digest) != len(NOTHING_BEFORE):
            message = f"{text!r} is no anchor: NUMBER:DIGEST, as `audit checkpoint` prints it"
            raise ValueError(message)
        return cls(int(sequence), digest.lower())


NO_HEAD: Final = Head(FIRST - 1, NOTHING_BEFORE)


def new_record(previous: Head, kind: Kind, content: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Make the record that follows `previous`. Texts are redacted. Raises ValueError for fields that the kind has not."""
    if not FIELDS[kind].fit(content.keys()):
        message = f"a record of kind {kind} has the fields {', '.join(sorted(FIELDS[kind].all))}"
        raise ValueError(message)
    kept = {name: _plain(value) for name, value in content.items()}
    salts = {name: secrets.token_hex(_SALT_BYTES) for name in kept}
    record: dict[str, Any] = {
        "_id": previous.sequence + 1,
        "version": VERSION,
        "kind": kind.value,
        # The database keeps milliseconds.
        "at": at.replace(microsecond=at.microsecond // 1000 * 1000),
        "previous": previous.digest,
        "digests": {name: field_digest(name, value, salts[name]) for name, value in kept.items()},
        "salts": salts,
        "content": kept,
    }
    return record | {"digest": record_digest(record)}


def head_of(record: Stored) -> Head:
    """Name a stored record; one that somebody has damaged still has a successor."""
    digest = record.get("digest")
    return Head(int(record["_id"]), digest if isinstance(digest, str) else NOTHING_BEFORE)


def field_digest(name: str, value: Any, salt: str) -> str:
    """Digest one field under its salt."""
    return _digest([name, value, salt])


def record_digest(record: Stored) -> str:
    """Digest a record over everything but the contents and salts themselves."""
    at: datetime = record["at"]
    digests = sorted(record["digests"].items())
    return _digest(
        [record["version"], record["_id"], record["kind"], at.isoformat(), record["previous"], digests]
    )


def erased_fields(record: Stored) -> frozenset[str]:
    """The fields that the record had when it was made and has no more."""
    return frozenset(record["digests"]) - frozenset(record["content"])


def faults_in(record: Stored) -> Iterator[str]:
    """Say what in a record is not as it was written, in itself: without a look at its neighbours."""
    if record.get("version") != VERSION:
        yield f"is of version {record.get('version')!r}, which this program cannot check"
        return
    if record.keys() != _PARTS or not _is_shaped(record):
        yield "has not the shape of a record"
        return
    yield from _changed_fields(record)
    if record_digest(record) != record["digest"]:
        yield "its number, kind, time or digests were changed"


def _changed_fields(record: Stored) -> Iterator[str]:
    digests, salts, content = record["digests"], record["salts"], record["content"]
    if salts.keys() != content.keys():
        yield "a field stands without its salt, or a salt without its field"
    for name, value in content.items():
        if name not in digests:
            yield f"its field {name!r} was added"
        elif field_digest(name, value, str(salts.get(name))) != digests[name]:
            yield f"its field {name!r} was changed"


def _is_shaped(record: Stored) -> bool:
    return (
        isinstance(record["at"], datetime)
        and all(isinstance(record[name], dict) for name in ("digests", "salts", "content"))
        and all(isinstance(record[name], str) for name in ("previous", "digest", "kind"))
    )


def _plain(value: Any) -> Any:
    """What is stored of a value: no secret, and nothing that the database cannot hold."""
    if isinstance(value, str):
        return redact(value.encode(errors="replace").decode())
    # The database gives back a list for whatever sequence it was given, and the digest is over what it gives back.
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode()).hexdigest()
