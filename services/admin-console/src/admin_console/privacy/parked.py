"""Decides whether a parked message is about the subject. No worker could read it, so some stay unclear."""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

import orjson

from admin_console.privacy.subject import Subject
from flow_omnium.jobs.kinds import JobKind, lock_key_of


class Whose(Enum):
    """Whom a parked message is about."""

    THEIRS = auto()
    """The subject."""
    UNCLEAR = auto()
    """It holds the id, and names no tenant."""
    OTHERS = auto()


def whose(subject: Subject, body: bytes) -> Whose:
    """Judge one message: by its fields where it is one of ours, else by whether id and tenant stand in it as words."""
    message = _read(body)
    if message is not None and isinstance(message.get("tenantUid"), str):
        return _of_message(subject, message)
    text = body.decode(errors="replace") if message is None else orjson.dumps(message).decode()
    if not subject.named_in(text):
        return Whose.OTHERS
    names_tenant = subject.tenant_uid in text
    return Whose.THEIRS if names_tenant else Whose.UNCLEAR


def _of_message(subject: Subject, message: Mapping[str, Any]) -> Whose:
    if message["tenantUid"] != subject.tenant_uid:
        return Whose.OTHERS
    entry = dict(message) | {"record": _record(message)}
    named = subject.mentions({"event": message.get("event", {})})
    return Whose.THEIRS if subject.owns(entry) or any(named) else Whose.OTHERS


def _record(message: Mapping[str, Any]) -> str | None:
    kind, key = message.get("kind"), message.get("key")
    known = kind in set(JobKind) and isinstance(key, str)
    return lock_key_of(JobKind(str(kind)), str(key)) if known else None


def _read(body: bytes) -> Mapping[str, Any] | None:
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return read if isinstance(read, dict) else None
