"""How many jobs of one tenant this process runs at once, and whether some of them wait for a slot. No I/O."""

from collections import Counter


class TenantJobSlots:
    """Counts; whoever is refused a slot holds the job and says so, whoever frees one asks whether any is held."""

    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._taken: Counter[str] = Counter()
        self._held: set[str] = set()

    def take(self, tenant_uid: str) -> bool:
        """Take a slot unless the tenant is at its cap."""
        if self._taken[tenant_uid] >= self._cap:
            return False
        self._taken[tenant_uid] += 1
        return True

    def free(self, tenant_uid: str) -> None:
        """Give a slot back."""
        self._taken[tenant_uid] -= 1
        if self._taken[tenant_uid] <= 0:
            del self._taken[tenant_uid]

    def note_held(self, tenant_uid: str) -> None:
        """Remember that a job of the tenant is held for a slot."""
        self._held.add(tenant_uid)

    def note_none_held(self, tenant_uid: str) -> None:
        """Forget it: none was found."""
        self._held.discard(tenant_uid)

    def may_be_held(self, tenant_uid: str) -> bool:
        """Tell whether a freed slot is worth a look into the ledger."""
        return tenant_uid in self._held
