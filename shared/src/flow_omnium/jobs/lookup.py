"""What an operator means by an id or a number: the records that it may stand for, and the jobs of each.

A service that can find its records offers its lookups by an entry point, as it offers its syncs (`jobs/sync.py`): the console,
which makes the jobs, imports no service.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol, TypeAlias

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.tenants.tenant import Tenant

MOST_FOUND: Final = 10
"""So many records of one name are read from one system at most: nobody chooses among more."""


class RecordType(StrEnum):
    """What an operator names."""

    ORDER = "order"
    CUSTOMER = "customer"
    RECEIPT = "receipt"
    RECEPTION = "reception"


@dataclass(frozen=True)
class RecordJob:
    """A job that brings a record to the other side; `event` holds the references that an event of the record would."""

    kind: JobKind
    key: str
    event: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class FoundRecord:
    """One record, in whichever system it stands; `told` tells it from others of the same name, and nothing of a person.

    Without `jobs` there is no way to the other side: `told` says why.
    """

    told: str
    jobs: tuple[RecordJob, ...]


class Lookup(Protocol):
    """Finds records of one type in both systems. `asks` says what is compared with the name, for people."""

    @property
    def asks(self) -> str:
        """Say which fields of which system are compared."""
        ...

    async def find(self, tenant: Tenant, name: str, *, exact: bool) -> Sequence[FoundRecord]:
        """Return every record of this id, uid or number; `exact` leaves out numbers.

        Raises the outcomes of the clients where one of the systems does not answer: half an answer would choose the wrong record.
        """
        ...


Lookups: TypeAlias = Mapping[RecordType, Lookup]
