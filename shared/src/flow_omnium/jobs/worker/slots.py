"""Who may run in this process: so many jobs of one tenant at once, or one job alone."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager


class Solitude:
    """Keeps a job that must run alone apart from the others; one at a time asks for it."""

    def __init__(self) -> None:
        self._running = 0
        self._ended = asyncio.Event()
        self._ended.set()
        self._open = asyncio.Event()
        self._open.set()
        self._asked = asyncio.Event()

    @property
    def is_wanted(self) -> bool:
        """Whether somebody runs alone, or waits for it: then nobody begins anything else."""
        return not self._open.is_set()

    def ask(self) -> None:
        """Tell that a job waits to run alone."""
        self._asked.set()

    async def asked_within(self, seconds: float) -> None:
        """Return when somebody asks, or after this time."""
        try:
            async with asyncio.timeout(seconds):
                await self._asked.wait()
        except TimeoutError:
            return
        self._asked.clear()

    def beside_others(self) -> AbstractAsyncContextManager[None]:
        """Run beside others meanwhile; waits first for one that runs alone."""
        return _BesideOthers(self)

    async def begin_beside_others(self) -> None:
        """Wait for one that runs alone, and count as running from then on."""
        # Asked again after waking: the next lone job may have begun already.
        while self.is_wanted:
            await self._open.wait()
        self._running += 1
        self._ended.clear()

    def end_beside_others(self) -> None:
        """Count as running no more."""
        self._running -= 1
        if not self._running:
            self._ended.set()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Let nobody else begin meanwhile; `others_ended` says when it is so."""
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()

    async def others_ended(self) -> None:
        """Return once nobody runs beside others."""
        await self._ended.wait()


class _BesideOthers(AbstractAsyncContextManager[None]):
    """A class, since each job enters it: a generator costs three times as much."""

    def __init__(self, solitude: Solitude) -> None:
        self._solitude = solitude

    async def __aenter__(self) -> None:
        await self._solitude.begin_beside_others()

    async def __aexit__(self, *_: object) -> None:
        self._solitude.end_beside_others()


class TenantJobSlots:
    """Counts the running jobs of each tenant, so that one tenant cannot take all places.

    Whoever is refused a slot holds the job and notes that; whoever frees one asks whether a job is held.
    """

    def __init__(self, cap: int) -> None:
        self.cap = cap
        """Jobs of one tenant at once."""
        self._taken: Counter[str] = Counter()
        self._held: set[str] = set()

    def take(self, tenant_uid: str) -> bool:
        """Take a slot unless the tenant is at its cap."""
        if self._taken[tenant_uid] >= self.cap:
            return False
        self._taken[tenant_uid] += 1
        return True

    def free(self, tenant_uid: str) -> None:
        """Give a slot back."""
        self._taken[tenant_uid] -= 1
        # A tenant that runs nothing leaves no trace: tenants come and go while a process lives.
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
