"""Which encryption keys there are, by fingerprint, and how many stored secrets each of them seals: never a key, never a secret."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from admin_console.web.settings import ConsoleSettings
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.keyring import SECRETS, Purpose
from flow_omnium.tenants.repository import COLLECTION
from flow_omnium.tenants.secret_box import key_id_of, sealed_with

_TENANTS: Final = 5_000
_MILLISECONDS: Final = 2_000


@dataclass(frozen=True)
class SealingKey:
    """One key: for what it is, its fingerprint, how many secrets it seals, and whether it is the one that seals now.

    `is_here` is False for one that seals something and that this process does not have.
    """

    purpose: str
    fingerprint: str
    secrets: int
    seals_now: bool
    is_here: bool = True


async def sealing_keys(database: Database, settings: ConsoleSettings) -> Sequence[SealingKey]:
    """Count them. Raises DatabaseError."""
    found = database[COLLECTION].find({}, {"settings": 1}).limit(_TENANTS).max_time_ms(_MILLISECONDS)
    counts: Counter[tuple[str, str]] = Counter()
    async for row in found:
        counts.update(_sealed_in(row.get("settings")))
    return [*_here(settings, counts), *_elsewhere(settings, counts)]


def _here(settings: ConsoleSettings, counts: Mapping[tuple[str, str], int]) -> Iterator[SealingKey]:
    for purpose, keys in _keys(settings).items():
        for number, key in enumerate(keys):
            name = key_id_of(key)
            yield SealingKey(purpose.value, name, counts.get((purpose.value, name), 0), number == 0)


def _elsewhere(settings: ConsoleSettings, counts: Mapping[tuple[str, str], int]) -> Iterator[SealingKey]:
    known = {(purpose.value, key_id_of(key)) for purpose, keys in _keys(settings).items() for key in keys}
    for (purpose, name), number in sorted(counts.items()):
        if (purpose, name) not in known:
            yield SealingKey(purpose, name, number, seals_now=False, is_here=False)


def _keys(settings: ConsoleSettings) -> Mapping[Purpose, tuple[bytes, ...]]:
    return {
        Purpose.WEBHOOK: settings.webhook_keys(),
        Purpose.OMNIUM: settings.omnium_keys(),
        Purpose.FLOW: settings.flow_keys(),
    }


def _sealed_in(settings: Any) -> Iterator[tuple[str, str]]:
    for secret in SECRETS:
        value = settings
        for part in secret.path:
            value = value.get(part) if isinstance(value, dict) else None
        for sealed in value if isinstance(value, list) else [value]:
            name = sealed_with(sealed)
            if name is not None:
                yield secret.purpose.value, name
