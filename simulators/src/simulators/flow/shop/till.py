"""What an act knows beside the documents: who stands at the till, the time, fresh numbers, the tenant."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from simulators.documents import Document
from simulators.flow.tenant import Tenant, TenantSettings


class Cashier(NamedTuple):
    """Somebody who works in the shop."""

    uid: str
    name: str

    def shown(self) -> Document:
        """Name the cashier as Flow's documents do."""
        return {"tenantUserUid": self.uid, "tenantUserDisplayName": self.name}


CASHIER: Final = Cashier("cashier-1", "Kari Kasse")


@dataclass(frozen=True)
class Till:
    """The surroundings of one act."""

    now: str
    next_number: Callable[[], str]
    tenant: Tenant

    @property
    def settings(self) -> TenantSettings:
        """The tenant's settings."""
        return self.tenant.settings

    @property
    def cash_rounding(self) -> int:
        """Steps in which cash is paid, x 100."""
        return self.settings.cash_rounding

    def uid(self, wanted: str | None, kind: str) -> str:
        """Take the wanted uid, or make one."""
        return wanted or f"{kind}-{self.next_number()}"
