"""What signatures and anchors show that the chain alone does not."""

import os
from datetime import timedelta

import pytest

from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.record import NO_HEAD, Head, head_of, new_record
from flow_omnium.audit.signing import Signer, Verifier, decoded_key, new_key_pair
from flow_omnium.audit.verdict import lines_of
from flow_omnium.audit.verification import verify
from flow_omnium.testing.audit_logs import NOON, a_log, add, keys, rebuilt, signer


def test_who_makes_all_digests_anew_is_betrayed_by_the_signature_alone() -> None:
    records = a_log()
    records[2]["content"]["by"] = "mallory"
    careless = rebuilt(records, 2)
    content = careless[4]["content"] | {"head": careless[3]["digest"]}
    careful = rebuilt([*careless[:4], careless[4] | {"content": content}, *careless[5:]], 4)

    past = "record 5 (checkpoint) signs for another past: what stands before it was rewritten"
    assert verify(careless, keys()).faults[0] == past
    assert verify(careful, Verifier()).holds
    verdict = verify(careful, keys())
    assert verdict.faults[0] == "record 5 (checkpoint) has a signature that does not hold"
    assert verdict.anchored_through == 0


def test_a_signature_of_another_key_vouches_for_nothing() -> None:
    records = a_log(signed_at=0)
    mallory = Signer(os.urandom(32))
    previous = head_of(records[-1])
    add(records, Kind.CHECKPOINT, mallory.signed(Kind.CHECKPOINT, previous, NOON + timedelta(hours=8)))

    verdict = verify(records, keys())

    assert "not among AUDIT_PUBLIC_KEYS" in verdict.faults[0]
    assert verdict.faults[1] == "no checkpoint and no anchor vouches for any of it"


def test_a_signature_for_another_purpose_or_time_does_not_hold() -> None:
    for purpose, at in ((Kind.PRUNE, NOON), (Kind.CHECKPOINT, NOON + timedelta(hours=1))):
        content = signer().signed(purpose, NO_HEAD, at)
        verdict = verify([new_record(NO_HEAD, Kind.CHECKPOINT, content, NOON)], keys())
        assert "record 1 (checkpoint) has a signature that does not hold" in verdict.faults


def test_what_was_cut_off_at_the_end_shows_only_by_an_anchor() -> None:
    records = a_log()
    anchor = head_of(records[7])

    assert verify(records, Verifier(), [anchor]).anchored_through == 8
    assert verify(records[:6], keys()).holds
    assert verify(records[:6], keys(), [anchor]).faults == (
        "anchor 8: the log ends at record 6: records were removed from its end",
    )
    assert "the log is empty" in verify([], keys(), [anchor]).faults[0]


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

    assert verify(records, Verifier([new.public_key, signer().public_key])).anchored_through == 9
    assert not verify(records, Verifier([new.public_key])).holds


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
