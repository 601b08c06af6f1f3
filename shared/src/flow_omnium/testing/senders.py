"""Sightings of senders in memory."""

from collections.abc import Sequence

from flow_omnium.tenants.senders import Sighting, latest_first


class MemorySightings:
    """See `tenants.senders.Sightings`; while it `fails` nothing is kept."""

    def __init__(self) -> None:
        self.fails: Exception | None = None
        self.writes = 0
        self._seen: dict[tuple[str, str, str], Sighting] = {}

    async def note(self, seen: Sequence[Sighting]) -> None:
        """See `Sightings.note`."""
        if self.fails is not None:
            raise self.fails
        self.writes += 1
        for one in seen:
            key = one.tenant_uid, one.sender, one.secret
            if key not in self._seen or self._seen[key].at < one.at:
                self._seen[key] = one

    async def of(self, tenant_uid: str) -> Sequence[Sighting]:
        """See `Sightings.of`."""
        return latest_first([one for one in self._seen.values() if one.tenant_uid == tenant_uid])
