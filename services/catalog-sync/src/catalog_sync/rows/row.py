"""A row: a record of Flow as it is to stand, with where it comes from."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from catalog_sync.rows.kinds import RULES, RowKind
from flow_omnium.outcomes import Failed
from flow_omnium.rest.exact_json import encode
from flow_omnium.rest.models import WriteModel

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})

MADE: Final = "made"
"""The digest of what is only looked up or made: whatever Omnium says later changes nothing."""


@dataclass(frozen=True)
class Row:
    """One record.

    - `key`: of its source in Omnium, one per kind; `record` is the id of the record that the source is in
    - `fields`: all that we own of it, in Flow's names; None takes a value away
    - `once`: what it gets besides when it is made
    - `within`: the uids of the records that it stands below
    - `held`: the fields that Flow's own state forbids to write now; they count in the digest all the same
    - `notes`: what a person may want to know of how it was mapped
    - `due`: when it changes by itself (UTC), such as a price that ends by date; None: never
    - `is_withdrawal`: it takes a record out of use, or away, and makes none
    """

    kind: RowKind
    key: str
    uid: str
    record: str
    fields: Mapping[str, Any]
    once: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    within: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    held: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    due: datetime | None = None
    is_only_made: bool = False
    is_withdrawal: bool = False

    @property
    def is_made_once(self) -> bool:
        """Whether it is left alone once it is there."""
        return self.is_only_made or RULES[self.kind].is_made_once

    @property
    def is_removal(self) -> bool:
        """Whether it takes its record away: nothing is kept of it then."""
        return self.is_withdrawal and RULES[self.kind].is_removed

    @property
    def written(self) -> Mapping[str, Any]:
        """The fields that are compared and sent."""
        if not self.held:
            return self.fields
        return {name: value for name, value in self.fields.items() if name not in self.held}

    @cached_property
    def digest(self) -> str:
        """The hash of what is written, the same for the same content."""
        return MADE if self.is_made_once else self.content

    @property
    def content(self) -> str:
        """The hash of what is written, whatever the kind."""
        told = encode([self.uid, dict(self.within), dict(self.fields)])
        return hashlib.blake2b(told, digest_size=16).hexdigest()

    @property
    def kept_digest(self) -> str | None:
        """The digest that is kept once it is written."""
        return None if self.is_removal else self.digest

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


@dataclass(frozen=True)
class RowFault:
    """A row that cannot be written as it stands: it is set aside, and keeps nobody waiting."""

    kind: RowKind
    key: str
    uid: str
    record: str
    reason: Failed

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.reason}"


@dataclass(frozen=True)
class Mapped:
    """What records of Omnium become: rows in the order in which they must stand, each layer after the one before."""

    layers: tuple[tuple[Row, ...], ...] = ()
    faults: tuple[RowFault, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All of them."""
        return tuple(row for layer in self.layers for row in layer)


def fields_of(model: WriteModel, *without: str) -> Mapping[str, Any]:
    """Return a model's fields by Flow's names, those of no value too: they take away what stood there before."""
    return model.model_dump(by_alias=True, exclude=set(without))
