"""Records that came together, and those among them that cannot be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from flow_omnium.outcomes import InvalidData
from flow_omnium.rest.reading import read_as

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Unreadable:
    """A record that cannot be read: its id, or its place where it says none (`is_named`), and what is wrong with it."""

    id: str
    fault: InvalidData
    is_named: bool = True


@dataclass(frozen=True)
class Batch(Generic[_Model]):
    """Records that came together; one that cannot be read hides no other."""

    records: Sequence[_Model]
    unreadable: Sequence[Unreadable] = ()

    @classmethod
    def of_unreadable(cls, record_id: str, fault: InvalidData) -> "Batch[_Model]":
        """Return a batch of one record that cannot be read."""
        return cls([], [Unreadable(record_id, fault)])


def read_each(model: type[_Model], records: Sequence[Any], id_name: str, *, at: str = "") -> Batch[_Model]:
    """Read records that came together, each by itself; `id_name` is the field by which one is named.

    One that says no id is named by its place, `at` being that of all of them.
    """
    read: list[_Model] = []
    unreadable: list[Unreadable] = []
    for place, record in enumerate(records):
        try:
            read.append(read_as(model, record))
        except InvalidData as fault:
            own_id = id_of(record, id_name)
            unreadable.append(Unreadable(own_id or f"{at}[{place}]", fault, is_named=bool(own_id)))
    return Batch(read, unreadable)


def id_of(record: object, name: str) -> str:
    """Return the id that a record says, as far as it says one."""
    return str(record.get(name) or "") if isinstance(record, dict) else ""
