"""Finds where each field of a mapped document comes from, by running the mapping on changed documents.

If a target changes when a field of the input does, that field is a source. If a source is removed and another field takes effect,
that is a fallback. So there is no table of sources to maintain, which could differ from the code.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeAlias

from docs.generator.mapping.leaves import Document, Path, leaves, name_of, removed, replaced

from flow_omnium.outcomes import JobInterrupted

Mapped: TypeAlias = Mapping[str, Sequence[Any]]
Mapper: TypeAlias = Callable[[Document], Any]
Codes: TypeAlias = Mapping[str, Sequence[Any]]
Field: TypeAlias = tuple[Path, Any]
"""A place in a document, and the value that stands there."""

_CENT: Final = Decimal("0.01")
_DEEPEST: Final = 4
"""How many fallbacks of fallbacks are followed."""


@dataclass
class Origin:
    """What one target field is made of; `fallbacks` are groups of sources that count if those before are missing."""

    value: Sequence[Any]
    sources: list[str] = field(default_factory=list)
    fallbacks: list[tuple[str, ...]] = field(default_factory=list)

    def feeds(self, source: str) -> bool:
        """Tell whether a source is known already."""
        return source in self.sources or any(source in group for group in self.fallbacks)

    def merged(self, other: "Origin") -> "Origin":
        """Return the sources of both, each once."""
        both = Origin([*self.value, *other.value], list(dict.fromkeys((*self.sources, *other.sources))))
        return both.fallen_back_on(*self.fallbacks, *other.fallbacks)

    def fallen_back_on(self, *groups: Sequence[str]) -> "Origin":
        """Return the origin with further fallbacks, less what is known."""
        both = Origin(self.value, list(self.sources), list(self.fallbacks))
        for group in groups:
            new = tuple(name for name in group if not both.feeds(name))
            if not both.sources:
                both.sources += new
            elif new:
                both.fallbacks.append(new)
        return both


@dataclass(frozen=True)
class Tracer:
    """One mapping; `codes` are the values to try for fields that do not take any text, by field name."""

    mapper: Mapper
    codes: Codes
    falls_back: bool = True

    def trace(self, document: Document) -> Mapping[str, Origin]:
        """Find the origin of every target field."""
        origins = {target: Origin(value) for target, value in self.mapped(document).items()}
        for target, source in self._influences(document):
            if target in origins and not origins[target].feeds(source):
                origins[target].sources.append(source)
        sources = dict.fromkeys(name for origin in origins.values() for name in origin.sources)
        for source in sources if self.falls_back else ():
            self._note_fallbacks(document, source, origins, _DEEPEST)
        return origins

    def mapped(self, document: Document) -> Mapped:
        """Map a document; return the values by target field. A document that cannot be mapped gives none."""
        try:
            found = list(leaves(self.mapper(document)))
        except JobInterrupted:
            return {}
        values: dict[str, list[Any]] = {}
        for path, value in found:
            values.setdefault(name_of(path), []).append(value)
        return values

    def variants(
        self, document: Document, fields: Sequence[Field] | None = None
    ) -> Iterator[tuple[str, Document]]:
        """Yield the document with one field changed, and the name of that field; of some `fields` only, if they are given."""
        for path, value in leaves(document) if fields is None else fields:
            name = name_of(path)
            for other in self.codes[name] if name in self.codes else _others(value):
                yield name, replaced(document, path, other)

    def _influences(
        self, document: Document, fields: Sequence[Field] | None = None
    ) -> Iterator[tuple[str, str]]:
        """Yield each target field with each field that changes it; one that makes it vanish does not."""
        before = self.mapped(document)
        for source, variant in self.variants(document, fields):
            yield from ((target, source) for target in _changed(before, self.mapped(variant)))

    def _note_fallbacks(
        self, document: Document, source: str, origins: Mapping[str, Origin], depth: int
    ) -> None:
        """Take a source away, and look for what stands in for it; then the same with that."""
        fed = {target for target, origin in origins.items() if origin.feeds(source)}
        for bare in self._without(document, source, fed):
            new = self._new_sources(bare, origins, fed)
            for target, names in new.items():
                origins[target].fallbacks.append(tuple(dict.fromkeys(names)))
            for name in dict.fromkeys(name for names in new.values() for name in names) if depth else ():
                self._note_fallbacks(bare, name, origins, depth - 1)

    def _new_sources(
        self, document: Document, origins: Mapping[str, Origin], targets: Collection[str]
    ) -> Mapping[str, Sequence[str]]:
        """Return the sources of some targets that are not known yet."""
        new: dict[str, list[str]] = {}
        for target, name in self._influences(document, self._to_try(document, origins, targets)):
            if target in targets and not origins[target].feeds(name):
                new.setdefault(target, []).append(name)
        return new

    def _to_try(
        self, document: Document, origins: Mapping[str, Origin], targets: Collection[str]
    ) -> Sequence[Field]:
        """Return the fields that may be sources not known yet, in the document's order; codes are each tried alone."""
        before = {target: value for target, value in self.mapped(document).items() if target in targets}
        unknown = [
            (path, value)
            for path, value in leaves(document)
            if not all(origins[target].feeds(name_of(path)) for target in targets)
        ]
        values = [one for one in unknown if name_of(one[0]) not in self.codes]
        matter = {path for path, _ in self._of_use(document, values, before)}
        return [one for one in unknown if one[0] in matter or name_of(one[0]) in self.codes]

    def _of_use(self, document: Document, fields: Sequence[Field], before: Mapped) -> Iterator[Field]:
        """Yield those of some fields that these targets depend on: by halves, since most matter to none of them."""
        if not fields or not self._matter(document, fields, before):
            return
        if len(fields) == 1:
            yield fields[0]
            return
        half = len(fields) // 2
        yield from self._of_use(document, fields[:half], before)
        yield from self._of_use(document, fields[half:], before)

    def _matter(self, document: Document, fields: Sequence[Field], before: Mapped) -> bool:
        """Tell whether a target changes when all these fields do; a little and much, as amounts may be rounded."""
        for choose in (0, -1):
            changed = document
            for path, value in fields:
                changed = replaced(changed, path, list(_others(value))[choose])
            after = self.mapped(changed)
            if any(after.get(target) != value for target, value in before.items()):
                return True
        return False

    def _without(self, document: Document, source: str, fed: Collection[str]) -> Iterator[Document]:
        """Yield the document without the source, if something stands in for it; else without a neighbour as well."""
        before, bare = self.mapped(document), _bare(document, source)
        after = self.mapped(bare)
        if any(target in after and after[target] != before.get(target) for target in fed):
            yield bare
        gone = {target for target in fed if target in before and target not in after}
        for neighbour in _neighbours(bare, source) if gone else ():
            if neighbour in self.codes:
                continue
            barer = _bare(bare, neighbour)
            if gone & self.mapped(barer).keys():
                yield barer


def _changed(before: Mapped, after: Mapped) -> Iterator[str]:
    """Yield the targets with another value. One that vanishes, or gets more values, says nothing of its source."""
    for target, values in after.items():
        known = before.get(target)
        if known is not None and len(known) == len(values) and known != values:
            yield target


def _bare(document: Document, name: str) -> Document:
    for path, _ in leaves(document):
        if name_of(path) == name:
            document = removed(document, path)
    return document


def _neighbours(document: Document, name: str) -> Sequence[str]:
    parent = name.rpartition(".")[0]
    names = dict.fromkeys(name_of(path) for path, _ in leaves(document))
    return [other for other in names if other.rpartition(".")[0] == parent]


def _others(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value * 3)
    elif isinstance(value, Decimal):
        yield from (value + _CENT, value * 3)
    elif isinstance(value, datetime):
        yield value + timedelta(days=1)
    else:
        yield f"x{value}x"  # a text that is split at a space differs in both parts
