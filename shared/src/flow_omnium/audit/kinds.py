"""Which kinds of records the audit log has, and the fields of each. A new kind is a line in the table. No I/O."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What a record tells."""

    ACT = "act"
    """An operator begins something: written before it is done, so that nothing is done unseen."""
    OUTCOME = "outcome"
    """How an act ended, and how much it changed. An act without one was broken off."""
    ERASURE = "erasure"
    """Erasable fields of these records go, by this act; written before they do."""
    CHECKPOINT = "checkpoint"
    """A signature over the digest of the record before it."""
    PRUNE = "prune"
    """The records before a checkpoint go, their time being over; signed, and written before they do."""
    SIGN_IN = "sign-in"
    """Somebody signed in to the console, or tried to."""


@dataclass(frozen=True)
class Fields:
    """The fields of a kind: those that stay for as long as the record, and those that an erasure may take.

    `optional` are those of either sort that a record may do without.
    """

    lasting: frozenset[str]
    erasable: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """Every field."""
        return self.lasting | self.erasable

    def fit(self, names: Collection[str]) -> bool:
        """Tell whether a record may have just these fields."""
        return self.all - self.optional <= frozenset(names) <= self.all


FIELDS: Mapping[Kind, Fields] = MappingProxyType(
    {
        Kind.ACT: Fields(
            frozenset({"act", "by", "via", "tenant"}),
            frozenset({"target", "reason", "details"}),
            optional=frozenset({"via", "tenant", "details"}),
        ),
        Kind.OUTCOME: Fields(frozenset({"of", "count", "result"})),
        Kind.ERASURE: Fields(frozenset({"of", "records"})),
        Kind.CHECKPOINT: Fields(frozenset({"through", "head", "key", "signature"})),
        Kind.PRUNE: Fields(frozenset({"by", "through", "head", "key", "signature"})),
        Kind.SIGN_IN: Fields(frozenset({"by", "result"}), frozenset({"source", "reason"})),
    }
)


def erasable(kind: object, field: str) -> bool:
    """Tell whether an erasure may take this field of a record."""
    return kind in FIELDS and field in FIELDS[Kind(str(kind))].erasable
