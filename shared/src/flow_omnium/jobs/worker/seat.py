"""What a job occupies while it calls Flow and Omnium: a slot of its tenant and a place of the process."""

import asyncio

from flow_omnium.jobs.worker.slots import TenantJobSlots


class Seat:
    """A slot, which is taken already, and a place. Both are given back once, as soon as the job makes no more calls.

    What is written down after that occupies neither: eight slots that wait for the disk would do the work of one.
    """

    def __init__(self, slots: TenantJobSlots, tenant_uid: str, places: asyncio.Semaphore) -> None:
        self._slots = slots
        self._tenant_uid = tenant_uid
        self._places = places
        self._has_slot = True
        self._has_place = False

    async def take_place(self) -> None:
        """Wait for a place: whoever waits for a slot keeps no place from others, so the slot comes first."""
        await self._places.acquire()
        self._has_place = True

    async def pass_on(self) -> None:
        """Let those who wait for a place go first: one tenant's long backlog does not keep it from the others."""
        if self._has_place and self._places.locked():
            self._give_place_back()
            await self.take_place()

    def leave(self) -> None:
        """Give back what is not given back yet."""
        if self._has_place:
            self._give_place_back()
        if self._has_slot:
            self._has_slot = False
            self._slots.free(self._tenant_uid)

    def _give_place_back(self) -> None:
        self._has_place = False
        self._places.release()
