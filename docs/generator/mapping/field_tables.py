"""Tables of fields: target, source, whether it follows later changes, and a rule if it is no plain copy."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from docs.generator.mapping.leaves import Document
from docs.generator.mapping.tables import code, codes, table
from docs.generator.mapping.tracing import Codes, Mapped, Mapper, Origin, Tracer

Later: TypeAlias = Callable[[Document], Mapper]
"""Takes the document that a record was made of; tells what is written to the record once its source is another."""


class SameAs(str):
    """Stands for fields that are the same as those of this name."""

    __slots__ = ()


@dataclass(frozen=True)
class FieldTable:
    """The fields below `prefix`.

    - `notes`: the rules, by field
    - `sources`: the beginning of the sources' names, which the table leaves out
    - `keys`: fields by which a record is known; another value makes another record
    - `is_made_once`: the records are never changed
    """

    prefix: str
    notes: Mapping[str, str]
    sources: str = ""
    keys: frozenset[str] = frozenset()
    is_made_once: bool = False


@dataclass(frozen=True)
class Flow:
    """A mapping with the documents that show all of it.

    What is a source only in one of the `poorer` documents is a fallback. `deciding` are the sources that choose among
    others; without `falls_back` no fallbacks are looked for. `shown` says what stands for the beginning of a source's name.
    """

    mapper: Mapper
    documents: Sequence[Document]
    tables: Sequence[FieldTable]
    poorer: Sequence[Document] = ()
    codes: Codes = field(default_factory=dict)
    deciding: frozenset[str] = frozenset()
    shown: Mapping[str, str] = field(default_factory=dict)
    later: Later | None = None
    falls_back: bool = True

    @cached_property
    def origins(self) -> Mapping[str, Origin]:
        """The origin of every field that any of the documents fills."""
        merged: dict[str, Origin] = {}
        for document in self.documents:
            for target, origin in self._tracer.trace(document).items():
                merged[target] = merged.get(target, Origin(origin.value)).merged(origin)
        for document in self.poorer:
            for target, origin in self._tracer.trace(document).items():
                rich = merged.setdefault(target, Origin(origin.value))
                merged[target] = rich.fallen_back_on(origin.sources, *origin.fallbacks)
        return merged

    def table(self, prefix: str) -> str:
        """Write the table of that prefix."""
        chosen = next(table for table in self.tables if table.prefix == prefix)
        header = ("field", "from", *(["later"] if self._tells_later(chosen) else []), "rule")
        return table(header, self._rows(chosen))

    def _rows(self, chosen: FieldTable) -> Iterator[Sequence[str]]:
        targets = [target for target in self.origins if self._table_of(target) is chosen]
        targets.sort(key=lambda target: target.removeprefix(chosen.prefix) not in chosen.keys)
        names = [target.removeprefix(chosen.prefix) for target in targets]
        if stale := chosen.notes.keys() - set(names):
            message = f"rules of fields that are not mapped: {', '.join(sorted(stale))}"
            raise ValueError(message)
        for target, name in zip(targets, names, strict=True):
            later = [self._later(target, chosen)] if self._tells_later(chosen) else []
            yield code(name), self._source(target, chosen), *later, chosen.notes.get(name, "")

    def _tells_later(self, chosen: FieldTable) -> bool:
        return self.later is not None and not chosen.is_made_once

    def _table_of(self, target: str) -> FieldTable:
        fitting = (table for table in self.tables if target.startswith(table.prefix))
        return max(fitting, key=lambda table: len(table.prefix))

    def _source(self, target: str, chosen: FieldTable) -> str:
        origin = self.origins[target]
        if not origin.sources:
            told = "as" if isinstance(origin.value[0], SameAs) else "constant"
            return f"{told} {codes(dict.fromkeys(origin.value))}"
        plain = [name for name in origin.sources if name not in self.deciding]
        groups = [plain, *origin.fallbacks] if plain else origin.fallbacks
        parts = [", ".join(dict.fromkeys(self._name(name, chosen) for name in group)) for group in groups]
        deciding = [f"by {self._name(name, chosen)}" for name in origin.sources if name in self.deciding]
        return ", ".join(filter(None, (", else ".join(dict.fromkeys(parts)), *deciding)))

    def _name(self, source: str, chosen: FieldTable) -> str:
        if chosen.sources and source.startswith(chosen.sources):
            return code(source.removeprefix(chosen.sources))
        for prefix, shown in self.shown.items():
            if source.startswith(prefix):
                return code(shown + source.removeprefix(prefix))
        return code(source)

    def _later(self, target: str, chosen: FieldTable) -> str:
        if target.removeprefix(chosen.prefix) in chosen.keys:
            return "key"
        if not self.origins[target].sources:
            return ""
        return "follows" if target in self._followed else "stays"

    @property
    def _tracer(self) -> Tracer:
        return Tracer(self.mapper, self.codes, self.falls_back)

    @cached_property
    def _followed(self) -> frozenset[str]:
        return frozenset(target for document in self.documents for target in self._followed_in(document))

    def _followed_in(self, document: Document) -> Iterator[str]:
        if self.later is None:
            return
        tracer, then = self._tracer, Tracer(self.later(document), {})
        before = tracer.mapped(document)
        for _, variant in tracer.variants(document):
            after = tracer.mapped(variant)
            if after and after != before:
                yield from _written(before, after, then.mapped(variant))


def _written(before: Mapped, after: Mapped, written: Mapped) -> Iterator[str]:
    """Yield the fields that differ and are written so."""
    for target, values in after.items():
        new = [value for value, old in zip(values, before.get(target, ()), strict=False) if value != old]
        if new and all(value in written.get(target, ()) for value in new):
            yield target
