"""What may be missing from a log that holds: what an erasure or a prune accounts for."""

import os
from datetime import timedelta
from typing import Any

from flow_omnium.audit.kinds import FIELDS, Kind
from flow_omnium.audit.record import NO_HEAD, Head, head_of, new_record
from flow_omnium.audit.signing import Signer
from flow_omnium.audit.verification import verify
from flow_omnium.testing.audit_logs import NOON, SAMPLES, a_log, add, keys, signer


def erase(record: dict[str, Any]) -> None:
    for part in ("content", "salts"):
        for name in FIELDS[Kind(record["kind"])].erasable:
            record[part].pop(name, None)


def test_an_erasure_that_names_the_record_leaves_the_log_verifiable() -> None:
    records = a_log()
    add(records, Kind.ERASURE, {"of": 8, "records": [3]})
    erase(records[2])

    verdict = verify(records, keys())

    assert (verdict.holds, verdict.erased, verdict.anchored_through) == (True, 1, 5)
    assert "100234" not in repr(records[2])
    assert records[2]["content"] == {
        "act": "retry",
        "by": "kari",
        "via": "terminal kari@laptop",
        "tenant": "acme",
    }


def test_what_is_left_of_an_erased_field_cannot_be_guessed() -> None:
    (first, second) = (new_record(NO_HEAD, Kind.ACT, SAMPLES[Kind.ACT], NOON) for _ in range(2))
    assert first["digests"]["target"] != second["digests"]["target"]
    assert len({*first["salts"].values(), *second["salts"].values()}) == 14
    assert all(len(salt) == 64 for salt in first["salts"].values())


def test_an_erasure_excuses_no_record_that_came_after_it() -> None:
    records = a_log()
    add(records, Kind.ERASURE, {"of": 8, "records": [10]})
    add(records)
    erase(records[9])
    assert not verify(records, keys()).holds


def test_what_a_prune_signed_for_may_be_missing_and_nothing_else() -> None:
    records = a_log()
    through = head_of(records[3])
    add(
        records, Kind.PRUNE, {"by": "kari", **signer().signed(Kind.PRUNE, through, NOON + timedelta(hours=8))}
    )

    pruned, half_way, too_many = records[4:], records[2:], records[5:]

    verdict = verify(pruned, keys())
    assert (verdict.holds, verdict.anchored_through) == (True, 5)
    assert verdict.notes == ("records 1 to 4 are pruned, their time being over",)
    assert verify(half_way, keys()).notes == ("a prune was broken off: run `audit prune` again",)
    assert not verify(too_many, keys()).holds
    assert verify(pruned, keys(), [through]).holds
    assert not verify(pruned, keys(), [Head(4, "0" * 64)]).holds


def test_a_prune_that_somebody_without_the_key_wrote_excuses_nothing() -> None:
    records = a_log()
    forged = Signer(os.urandom(32)).signed(Kind.PRUNE, head_of(records[3]), NOON + timedelta(hours=8))
    add(records, Kind.PRUNE, {"by": "mallory", **forged})
    faults = verify(records[4:], keys()).faults
    assert "records 1 to 4 are missing at the beginning, and no prune signs for it" in faults
