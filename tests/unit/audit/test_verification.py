"""What the chain shows of tampering, record by record, with and without keys and anchors."""

import copy
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flow_omnium.audit.kinds import FIELDS, Kind
from flow_omnium.audit.record import NO_HEAD, Head, head_of, new_record
from flow_omnium.audit.signing import Signer, Verifier, decoded_key, new_key_pair
from flow_omnium.audit.verdict import Verdict, lines_of
from flow_omnium.audit.verification import verify

Records = list[dict[str, Any]]

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
SIGNER = Signer(os.urandom(32))
KEYS = Verifier([SIGNER.public_key])
SAMPLES: Mapping[Kind, Mapping[str, Any]] = {
    Kind.ACT: {"act": "retry", "by": "kari", "target": "key 100234", "reason": "Ola Nordmann called"},
    Kind.OUTCOME: {"of": 1, "count": 2, "result": "done"},
    Kind.ERASURE: {"of": 1, "records": [1]},
    Kind.CHECKPOINT: {"through": 0, "head": NO_HEAD.digest, "key": "cd", "signature": "ef"},
    Kind.PRUNE: {"by": "kari", "through": 1, "head": "ab", "key": "cd", "signature": "ef"},
    Kind.SIGN_IN: {"by": "kari", "result": "refused", "source": "192.0.2.7", "reason": "wrong password"},
}


def add(records: Records, kind: Kind = Kind.ACT, content: Mapping[str, Any] | None = None) -> Head:
    previous = head_of(records[-1]) if records else NO_HEAD
    at = NOON + timedelta(hours=previous.sequence)
    if content is None and kind in (Kind.CHECKPOINT, Kind.PRUNE):
        content = SIGNER.signed(kind, previous, at)
    records.append(new_record(previous, kind, content or SAMPLES[kind], at))
    return head_of(records[-1])


def a_log(*, signed_at: int = 5, length: int = 8) -> Records:
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


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_record_is_a_line_of_one_table_and_holds(kind: Kind) -> None:
    assert SAMPLES[kind].keys() == FIELDS[kind].all
    records = [new_record(NO_HEAD, kind, SAMPLES[kind], NOON)]
    assert verify(records, Verifier()).holds
    with pytest.raises(ValueError, match="has the fields"):
        new_record(NO_HEAD, kind, {**SAMPLES[kind], "password": "hush"}, NOON)


def test_a_log_that_nobody_touched_holds_and_says_from_when_to_when_and_by_what_anchor() -> None:
    verdict = verify(a_log(), KEYS)

    assert (verdict.holds, verdict.count, verdict.anchored_through) == (True, 8, 5)
    assert list(lines_of(verdict)) == [
        "holds: 8 records, 1 (2026-03-01 12:00:00+00:00) to 8 (2026-03-01 19:00:00+00:00)",
        "anchor: the signed checkpoint 5 (2026-03-01 16:00:00+00:00)",
        "records 6 to 8 are newer than any anchor: that none was replaced or removed from the end shows by the next",
    ]


def changed(records: Records) -> Records:
    records[2]["content"]["by"] = "mallory"
    return records


def changed_with_its_digests(records: Records) -> Records:
    content = records[2]["content"] | {"by": "mallory"}
    records[2] = new_record(head_of(records[1]), Kind.ACT, content, records[2]["at"])
    return records


def another_time(records: Records) -> Records:
    records[2]["at"] += timedelta(days=1)
    return records


def another_kind(records: Records) -> Records:
    records[2]["kind"] = "sign-in"
    return records


def a_field_more(records: Records) -> Records:
    records[2]["content"]["remark"] = "it was ola"
    return records


def a_part_more(records: Records) -> Records:
    records[2]["remark"] = "it was ola"
    return records


def a_field_less(records: Records) -> Records:
    del records[2]["content"]["by"], records[2]["salts"]["by"]
    return records


def a_target_less(records: Records) -> Records:
    del records[2]["content"]["target"], records[2]["salts"]["target"]
    return records


def a_salt_less(records: Records) -> Records:
    del records[2]["salts"]["by"]
    return records


def no_digest(records: Records) -> Records:
    del records[2]["digest"]
    return records


def another_version(records: Records) -> Records:
    records[2]["version"] = 7
    return records


def removed(records: Records) -> Records:
    return records[:2] + records[3:]


def removed_and_renumbered(records: Records) -> Records:
    kept = records[:2] + records[3:]
    return [record | {"_id": number} for number, record in enumerate(kept, 1)]


def removed_from_the_beginning(records: Records) -> Records:
    return records[2:]


def inserted_between(records: Records) -> Records:
    return [*records[:2], records[2] | {"_id": 2.5}, *records[2:]]


def inserted_and_renumbered(records: Records) -> Records:
    longer = [*records[:2], copy.deepcopy(records[6]), *records[2:]]
    return [record | {"_id": number} for number, record in enumerate(longer, 1)]


def swapped(records: Records) -> Records:
    records[2], records[3] = records[3] | {"_id": 3}, records[2] | {"_id": 4}
    return records


TAMPERED = (
    (changed, 3, "record 3 its field 'by' was changed"),
    (changed_with_its_digests, 4, "record 4 does not follow record 3"),
    (another_time, 3, "record 3 its number, kind, time or digests were changed"),
    (another_kind, 3, "record 3 its number, kind, time or digests were changed"),
    (a_field_more, 3, "record 3 its field 'remark' was added"),
    (a_part_more, 3, "record 3 has not the shape of a record"),
    (a_field_less, 3, "record 3: by was removed, which no erasure takes"),
    (a_target_less, 3, "record 3: 'target' was removed, and no erasure names the record"),
    (a_salt_less, 3, "record 3 a field stands without its salt"),
    (no_digest, 3, "record 3 has not the shape of a record"),
    (another_version, 3, "record 3 is of version 7"),
    (removed, 4, "record 3 is missing: removed"),
    (removed_and_renumbered, 3, "record 3 does not follow record 2"),
    (removed_from_the_beginning, 3, "records 1 to 2 are missing at the beginning"),
    (inserted_between, None, "record 2.5 has no number of the chain: it was inserted"),
    (inserted_and_renumbered, 3, "record 3 does not follow record 2"),
    (swapped, 3, "record 3 does not follow record 2"),
)


@pytest.mark.parametrize(
    ("tamper", "first", "said"), TAMPERED, ids=lambda value: getattr(value, "__name__", "")
)
@pytest.mark.parametrize("verifier", [KEYS, Verifier()], ids=["with keys", "without"])
def test_what_was_tampered_with_is_named(
    tamper: Callable[[Records], Records], first: int | None, said: str, verifier: Verifier
) -> None:
    verdict = verify(tamper(copy.deepcopy(a_log())), verifier)

    assert not verdict.holds
    assert verdict.first_fault == first
    assert [fault for fault in verdict.faults if fault.startswith(said)] != [], verdict.faults


def test_who_makes_all_digests_anew_is_betrayed_by_the_signature_alone() -> None:
    records = a_log()
    records[2]["content"]["by"] = "mallory"
    careless = rebuilt(records, 2)
    content = careless[4]["content"] | {"head": careless[3]["digest"]}
    careful = rebuilt([*careless[:4], careless[4] | {"content": content}, *careless[5:]], 4)

    past = "record 5 (checkpoint) signs for another past: what stands before it was rewritten"
    assert verify(careless, KEYS).faults[0] == past
    assert verify(careful, Verifier()).holds
    verdict = verify(careful, KEYS)
    assert verdict.faults[0] == "record 5 (checkpoint) has a signature that does not hold"
    assert verdict.anchored_through == 0


def test_a_signature_of_another_key_vouches_for_nothing() -> None:
    records = a_log(signed_at=0)
    mallory = Signer(os.urandom(32))
    previous = head_of(records[-1])
    add(records, Kind.CHECKPOINT, mallory.signed(Kind.CHECKPOINT, previous, NOON + timedelta(hours=8)))

    verdict = verify(records, KEYS)

    assert "not among AUDIT_PUBLIC_KEYS" in verdict.faults[0]
    assert verdict.faults[1] == "no checkpoint and no anchor vouches for any of it"


def test_a_signature_for_another_purpose_or_time_does_not_hold() -> None:
    for purpose, at in ((Kind.PRUNE, NOON), (Kind.CHECKPOINT, NOON + timedelta(hours=1))):
        content = SIGNER.signed(purpose, NO_HEAD, at)
        verdict = verify([new_record(NO_HEAD, Kind.CHECKPOINT, content, NOON)], KEYS)
        assert "record 1 (checkpoint) has a signature that does not hold" in verdict.faults


def test_what_was_cut_off_at_the_end_shows_only_by_an_anchor() -> None:
    records = a_log()
    anchor = head_of(records[7])

    assert verify(records, Verifier(), [anchor]).anchored_through == 8
    assert verify(records[:6], KEYS).holds
    assert verify(records[:6], KEYS, [anchor]).faults == (
        "anchor 8: the log ends at record 6: records were removed from its end",
    )
    assert "the log is empty" in verify([], KEYS, [anchor]).faults[0]


def test_an_anchor_betrays_a_log_that_was_made_anew_and_has_grown_since() -> None:
    records = a_log(signed_at=0)
    anchor = head_of(records[5])
    records[2]["content"]["by"] = "mallory"
    forged = rebuilt(records, 2)
    add(forged)

    assert verify(forged, Verifier()).holds
    assert verify(forged, Verifier(), [anchor]).faults[0].startswith("anchor 6 does not hold")


def test_without_keys_and_anchor_it_is_said_that_nothing_vouches_for_it() -> None:
    verdict = verify(a_log(), Verifier())

    assert verdict.holds
    assert "anchor: NONE" in "\n".join(lines_of(verdict))


def test_both_keys_hold_while_one_replaces_the_other() -> None:
    records = a_log()
    new = Signer(os.urandom(32))
    previous = head_of(records[-1])
    add(records, Kind.CHECKPOINT, new.signed(Kind.CHECKPOINT, previous, NOON + timedelta(hours=8)))

    assert verify(records, Verifier([new.public_key, SIGNER.public_key])).anchored_through == 9
    assert not verify(records, Verifier([new.public_key])).holds


def erase(record: dict[str, Any]) -> None:
    for part in ("content", "salts"):
        for name in FIELDS[Kind(record["kind"])].erasable:
            record[part].pop(name, None)


def test_an_erasure_that_names_the_record_leaves_the_log_verifiable() -> None:
    records = a_log()
    add(records, Kind.ERASURE, {"of": 8, "records": [3]})
    erase(records[2])

    verdict = verify(records, KEYS)

    assert (verdict.holds, verdict.erased, verdict.anchored_through) == (True, 1, 5)
    assert "100234" not in repr(records[2])
    assert records[2]["content"] == {"act": "retry", "by": "kari"}


def test_what_is_left_of_an_erased_field_cannot_be_guessed() -> None:
    (first, second) = (new_record(NO_HEAD, Kind.ACT, SAMPLES[Kind.ACT], NOON) for _ in range(2))
    assert first["digests"]["target"] != second["digests"]["target"]
    assert len({*first["salts"].values(), *second["salts"].values()}) == 8
    assert all(len(salt) == 64 for salt in first["salts"].values())


def test_an_erasure_excuses_no_record_that_came_after_it() -> None:
    records = a_log()
    add(records, Kind.ERASURE, {"of": 8, "records": [10]})
    add(records)
    erase(records[9])
    assert not verify(records, KEYS).holds


def test_what_a_prune_signed_for_may_be_missing_and_nothing_else() -> None:
    records = a_log()
    through = head_of(records[3])
    add(records, Kind.PRUNE, {"by": "kari", **SIGNER.signed(Kind.PRUNE, through, NOON + timedelta(hours=8))})

    pruned, half_way, too_many = records[4:], records[2:], records[5:]

    verdict = verify(pruned, KEYS)
    assert (verdict.holds, verdict.anchored_through) == (True, 5)
    assert verdict.notes == ("records 1 to 4 are pruned, their time being over",)
    assert verify(half_way, KEYS).notes == ("a prune was broken off: run `audit prune` again",)
    assert not verify(too_many, KEYS).holds
    assert verify(pruned, KEYS, [through]).holds
    assert not verify(pruned, KEYS, [Head(4, "0" * 64)]).holds


def test_a_prune_that_somebody_without_the_key_wrote_excuses_nothing() -> None:
    records = a_log()
    forged = Signer(os.urandom(32)).signed(Kind.PRUNE, head_of(records[3]), NOON + timedelta(hours=8))
    add(records, Kind.PRUNE, {"by": "mallory", **forged})
    faults = verify(records[4:], KEYS).faults
    assert "records 1 to 4 are missing at the beginning, and no prune signs for it" in faults


def test_a_part_of_the_log_is_verified_from_where_it_was_asked() -> None:
    verdict = verify(a_log()[3:], KEYS, is_part=True)
    assert (verdict.holds, verdict.first and verdict.first.head.sequence) == (True, 4)


def test_no_secret_gets_in() -> None:
    content = {
        **SAMPLES[Kind.ACT],
        "reason": "tried with Bearer hush-hush, and https://ola:hush@host/ \udcff",
    }
    record = new_record(NO_HEAD, Kind.ACT, content, NOON)
    assert record["content"]["reason"] == "tried with Bearer ***, and https://***@host/ ?"
    assert verify([record], Verifier()).holds


def test_a_faulty_log_of_any_length_is_told_in_a_bounded_number_of_lines() -> None:
    records = a_log(length=300)
    for record in records:
        record["content"]["by"] = "mallory"
    verdict = verify(records, KEYS)
    assert (len(verdict.faults), verdict.first_fault) == (100, 1)


def test_a_pair_of_keys_signs_and_checks() -> None:
    pair = new_key_pair()
    signer = Signer(decoded_key(pair.private))
    assert signer.public_key == decoded_key(pair.public)
    with pytest.raises(ValueError, match="32 bytes in base64"):
        decoded_key("hush")


@pytest.mark.parametrize("text", ["", "7", "7:abc", "x:" + "0" * 64, "-1:" + "0" * 64])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no anchor"):
        Head.parse(text)
    assert Head.parse(str(Head(7, "a" * 64))) == Head(7, "a" * 64)


def said(verdict: Verdict) -> str:
    return "\n".join(lines_of(verdict))


def test_an_empty_log_is_told_as_such() -> None:
    assert said(verify([], Verifier())) == "the audit log is empty"
    assert not verify([], KEYS).holds
