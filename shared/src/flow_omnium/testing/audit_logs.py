"""Audit logs to look at, as they are kept: records that are chained, and signed now and again."""

import copy
import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.record import NO_HEAD, Head, head_of, new_record
from flow_omnium.audit.signing import Signer, Verifier

Records = list[dict[str, Any]]
NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
SAMPLES: Mapping[Kind, Mapping[str, Any]] = {
    Kind.ACT: {
        "act": "retry",
        "by": "kari",
        "via": "terminal kari@laptop",
        "tenant": "acme",
        "target": "key 100234",
        "reason": "Ola Nordmann called",
        "details": ["a line", "another"],
    },
    Kind.OUTCOME: {"of": 1, "count": 2, "result": "done"},
    Kind.ERASURE: {"of": 1, "records": [1]},
    Kind.CHECKPOINT: {"through": 0, "head": NO_HEAD.digest, "key": "cd", "signature": "ef"},
    Kind.PRUNE: {"by": "kari", "through": 1, "head": "ab", "key": "cd", "signature": "ef"},
    Kind.SIGN_IN: {"by": "kari", "result": "refused", "source": "192.0.2.7", "reason": "wrong password"},
}
"""What a record of each kind holds."""


@cache
def signer() -> Signer:
    """Whoever has the key of these logs."""
    return Signer(os.urandom(32))


@cache
def keys() -> Verifier:
    """What the signatures of these logs are checked with."""
    return Verifier([signer().public_key])


def add(records: Records, kind: Kind = Kind.ACT, content: Mapping[str, Any] | None = None) -> Head:
    """Append a record; one hour passes between two."""
    previous = head_of(records[-1]) if records else NO_HEAD
    at = NOON + timedelta(hours=previous.sequence)
    if content is None and kind in (Kind.CHECKPOINT, Kind.PRUNE):
        content = signer().signed(kind, previous, at)
    records.append(new_record(previous, kind, content or SAMPLES[kind], at))
    return head_of(records[-1])


def a_log(*, signed_at: int = 5, length: int = 8) -> Records:
    """Acts, with one checkpoint among them."""
    records: Records = []
    for number in range(1, length + 1):
        add(records, Kind.CHECKPOINT if number == signed_at else Kind.ACT)
    return records


def rebuilt(records: Records, start: int) -> Records:
    """Make all digests from a record on anew, as somebody does who holds the database but no key."""
    made = copy.deepcopy(records[:start])
    for record in records[start:]:
        previous = head_of(made[-1]) if made else NO_HEAD
        made.append(new_record(previous, Kind(record["kind"]), record["content"], record["at"]))
    return made


def listed(flow_omnium: Callable[..., Any], *options: str) -> list[dict[str, Any]]:
    """What `flow-omnium audit list` shows, newest first; the command is run by this function."""
    answer = flow_omnium("audit", "list", "--json", *options)
    assert answer.exit_code == 0
    records: list[dict[str, Any]] = json.loads(answer.output)
    return records
