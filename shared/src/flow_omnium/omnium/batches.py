"""Records that came together from Omnium, and those among them that cannot be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from flow_omnium.outcomes import InvalidData

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Unreadable:
    """A record that cannot be read: its id, as far as it says one, and what is wrong with it."""

    id: str
    fault: InvalidData


@dataclass(frozen=True)
class Batch(Generic[_Model]):
    """Records that came together; one that cannot be read hides no other."""

    records: Sequence[_Model]
    unreadable: Sequence[Unreadable] = ()
