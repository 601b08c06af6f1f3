"""What an operator asks to be brought to the other side, and what cannot be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from admin_console.failures import WrongUse
from admin_console.sync.choice import Direction, SyncChoice
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.lookup import RecordJob, RecordType

LONGEST_NAME: Final = 512
"""As long as the key of a job may be."""

_NO_PATH: Final = frozenset({".", ".."})
"""No path of an API can carry these."""

_FORCED: Final[Mapping[RecordType, JobKind]] = MappingProxyType(
    {
        RecordType.CUSTOMER: JobKind.OUTBOUND_CUSTOMER,
        RecordType.RECEIPT: JobKind.ORDER_RECEIPT,
        RecordType.RECEPTION: JobKind.RECEIVEMENT,
    }
)
_FORCED_ORDERS: Final[Mapping[Direction, JobKind]] = MappingProxyType(
    {Direction.IN: JobKind.INBOUND_ORDER, Direction.OUT: JobKind.OUTBOUND_ORDER}
)


@dataclass(frozen=True)
class Request:
    """One record, by what an operator calls it."""

    record: RecordType
    name: str
    tenant_uid: str
    choice: SyncChoice
    direction: Direction | None = None

    def checked(self) -> "Request":
        """Return it without blanks around the name. Raises WrongUse for what is no name of anything."""
        name = self.name.strip()
        if name in _NO_PATH or not name.isprintable() or not name:
            message = f"{name[:LONGEST_NAME]!r} is no id and no number"
            raise WrongUse(message)
        if len(name) > LONGEST_NAME:
            message = f"an id of {len(name)} characters cannot be that of a job: {LONGEST_NAME} are the most"
            raise WrongUse(message)
        if self.choice.force and self.record is RecordType.ORDER and self.direction is None:
            raise WrongUse(
                "--force asks nobody which way the order goes: say --direction in or --direction out"
            )
        return replace(self, name=name)

    def forced(self) -> RecordJob:
        """Return the job of exactly this key."""
        way = self.direction
        kind = _FORCED[self.record] if way is None else _FORCED_ORDERS[way]
        return RecordJob(kind, self.name)

    def __str__(self) -> str:
        return f"{self.record.value} {self.name!r} of tenant {self.tenant_uid}"
