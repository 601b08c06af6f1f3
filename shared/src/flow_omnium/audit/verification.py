"""Verifies the audit log: its hash chain, its signed checkpoints, and digests that were kept elsewhere.

The chain alone shows what was changed by somebody who did not take the trouble to make all later digests anew. Whoever
holds the database can: what he cannot make is a signature, or the copy of a digest that was kept elsewhere. Those are
the anchors, and each vouches for every record up to its own. Records that were taken from the end show only by an
anchor that is newer than the new end.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from flow_omnium.audit.kinds import Kind, erasable
from flow_omnium.audit.record import FIRST, Head, Stored, erased_fields, faults_in, head_of
from flow_omnium.audit.signing import Verifier
from flow_omnium.audit.verdict import Place, Verdict, place_of, range_of

FAULTS_KEPT: Final = 100
"""A log that was rewritten has a fault in every record; the first ones tell where to look."""


@dataclass
class _Seen:
    first: Stored | None = None
    last: Stored | None = None
    count: int = 0
    faults: list[str] = field(default_factory=list)
    first_fault: int | None = None
    signed: Place | None = None
    anchors: list[Head] = field(default_factory=list)
    holes: dict[int, frozenset[str]] = field(default_factory=dict)
    named_by_erasures: set[int] = field(default_factory=set)
    prunes: list[Head] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Verification:
    """Takes the records in the order of their numbers, one after another, and gives a verdict at the end.

    `is_part`: the records begin somewhere in the middle, by choice, so what stands before them is not judged.
    """

    def __init__(self, verifier: Verifier, anchors: Iterable[Head] = (), *, is_part: bool = False) -> None:
        self._verifier = verifier
        self._anchors = {anchor.sequence: anchor for anchor in anchors}
        self._is_part = is_part
        self._seen = _Seen()

    def take(self, record: Stored) -> None:
        """Look at the next record."""
        sequence = record.get("_id")
        if not isinstance(sequence, int) or isinstance(sequence, bool) or sequence < FIRST:
            self._fault(None, f"record {sequence!r} has no number of the chain: it was inserted")
            return
        own = list(faults_in(record))
        for fault in own:
            self._fault(sequence, f"record {sequence} {fault}")
        self._follow(sequence, record)
        if not own:
            self._judge(sequence, record)
        self._seen.first = self._seen.first or record
        self._seen.last = record
        self._seen.count += 1

    def verdict(self) -> Verdict:
        """Sum up. To be called once, after the last record."""
        self._judge_beginning()
        self._judge_anchors()
        self._judge_holes()
        self._demand_an_anchor()
        seen = self._seen
        return Verdict(
            count=seen.count,
            first=place_of(seen.first),
            last=place_of(seen.last),
            faults=tuple(seen.faults),
            first_fault=seen.first_fault,
            signed=seen.signed,
            anchors=tuple(seen.anchors),
            erased=len(seen.holes),
            notes=tuple(seen.notes),
        )

    def _follow(self, sequence: int, record: Stored) -> None:
        before = self._seen.last
        if before is None:
            return
        head = head_of(before)
        if sequence != head.sequence + 1:
            self._fault(sequence, f"{range_of(head.sequence + 1, sequence - 1)} missing: removed")
        elif record.get("previous") != head.digest:
            self._fault(
                sequence,
                f"record {sequence} does not follow record {head.sequence}: one of them was replaced, inserted or moved",
            )

    def _judge(self, sequence: int, record: Stored) -> None:
        missing = erased_fields(record)
        lasting = sorted(name for name in missing if not erasable(record["kind"], name))
        if lasting:
            self._fault(
                sequence, f"record {sequence}: {', '.join(lasting)} was removed, which no erasure takes"
            )
        elif missing:
            self._seen.holes[sequence] = missing
        anchor = self._anchors.get(sequence)
        if anchor is not None:
            self._compare(anchor, str(record["digest"]))
        self._judge_kind(sequence, record, record["content"])

    def _judge_kind(self, sequence: int, record: Stored, content: dict[str, Any]) -> None:
        match record["kind"]:
            case Kind.ERASURE:
                named = [number for number in content.get("records", ()) if number < sequence]
                self._seen.named_by_erasures.update(named)
            case Kind.CHECKPOINT if self._signed(sequence, record):
                self._judge_checkpoint(sequence, record)
            case Kind.PRUNE if self._signed(sequence, record):
                self._seen.prunes.append(Head(content["through"], content["head"]))

    def _signed(self, sequence: int, record: Stored) -> bool:
        """Tell whether its signature holds, or cannot be checked because no key is at hand."""
        if not self._verifier:
            return True
        fault = self._verifier.fault(record["kind"], record["content"], record["at"])
        if fault is not None:
            self._fault(sequence, f"record {sequence} ({record['kind']}) {fault}")
        return fault is None

    def _judge_checkpoint(self, sequence: int, record: Stored) -> None:
        content = record["content"]
        if (content.get("through"), content.get("head")) != (sequence - 1, record["previous"]):
            self._fault(
                sequence,
                f"record {sequence} (checkpoint) signs for another past: what stands before it was rewritten",
            )
        elif self._verifier:
            self._seen.signed = place_of(record)

    def _judge_beginning(self) -> None:
        first = self._seen.first
        if first is None or self._is_part or first["_id"] == FIRST:
            return
        before = Head(first["_id"] - 1, str(first.get("previous")))
        if before in self._seen.prunes:
            self._seen.notes.append(f"{range_of(FIRST, before.sequence)} pruned, their time being over")
        elif any(prune.sequence > before.sequence for prune in self._seen.prunes):
            self._seen.notes.append("a prune was broken off: run `audit prune` again")
        else:
            self._fault(
                first["_id"],
                f"{range_of(FIRST, before.sequence)} missing at the beginning, and no prune signs for it",
            )

    def _judge_holes(self) -> None:
        for sequence in sorted(self._seen.holes.keys() - self._seen.named_by_erasures):
            named = ", ".join(repr(name) for name in sorted(self._seen.holes[sequence]))
            self._fault(sequence, f"record {sequence}: {named} was removed, and no erasure names the record")

    def _judge_anchors(self) -> None:
        for anchor in self._anchors.values():
            self._judge_anchor(anchor, self._seen.first, self._seen.last)

    def _judge_anchor(self, anchor: Head, first: Stored | None, last: Stored | None) -> None:
        """Judge an anchor outside of the records that were seen; one within is compared when its record comes by."""
        if first is None or last is None or anchor.sequence > last["_id"]:
            end = "is empty" if last is None else f"ends at record {last['_id']}"
            self._fault(None, f"anchor {anchor.sequence}: the log {end}: records were removed from its end")
        elif anchor.sequence == first["_id"] - 1:
            self._compare(anchor, str(first.get("previous")))
        elif anchor.sequence < first["_id"]:
            self._seen.notes.append(f"anchor {anchor.sequence} is older than what is looked at")

    def _compare(self, anchor: Head, digest: str) -> None:
        if anchor.digest == digest:
            self._seen.anchors.append(anchor)
        else:
            self._fault(
                anchor.sequence,
                f"anchor {anchor.sequence} does not hold: the record, or one before it, was replaced",
            )

    def _demand_an_anchor(self) -> None:
        """Who brings keys or an anchor is not content with a chain that anybody can make."""
        if (self._verifier or self._anchors) and self._seen.signed is None and not self._seen.anchors:
            self._fault(None, "no checkpoint and no anchor vouches for any of it")

    def _fault(self, sequence: int | None, text: str) -> None:
        seen = self._seen
        if sequence is not None and (seen.first_fault is None or sequence < seen.first_fault):
            seen.first_fault = sequence
        if len(seen.faults) < FAULTS_KEPT:
            seen.faults.append(text)


def verify(
    records: Iterable[Stored], verifier: Verifier, anchors: Iterable[Head] = (), *, is_part: bool = False
) -> Verdict:
    """Verify records that are at hand."""
    verification = Verification(verifier, anchors, is_part=is_part)
    for record in records:
        verification.take(record)
    return verification.verdict()
