"""The command that re-encrypts every stored secret, and how its result is told."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from admin_console.audit.keeping import an_act, kept
from admin_console.database import with_database
from admin_console.failures import BadAnswer
from admin_console.settings import TenantSettings
from admin_console.tenants.key_rotation import KeyRotation, Rotated
from admin_console.terminal import say, show_json
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.reading import read_settings

_TARGET = "secrets"


def rotate(*, dry_run: bool, unbound: bool, as_json: bool, by: str | None) -> None:
    """Seal with the first key of each purpose and, unless `unbound`, for the destination. Raises BadAnswer where an old key is still needed."""
    keyring = read_settings(TenantSettings).keyring()
    act = an_act("rotate keys", by)

    async def run(database: Database) -> Sequence[Rotated]:
        rotation = KeyRotation(database, keyring, binds=not unbound)
        return await _rotate(rotation, database, act, dry_run=dry_run)

    results = with_database(run)
    if as_json:
        show_json(_document(results, dry_run=dry_run))
    else:
        for line in _lines(results, "would be encrypted afresh" if dry_run else "encrypted afresh"):
            say(line)
    if _left(results):
        raise BadAnswer(
            "some secrets are not sealed with the first key, or not for their destination: take no key away yet"
        )


async def _rotate(
    rotation: KeyRotation, database: Database, act: AuditEntry, *, dry_run: bool
) -> Sequence[Rotated]:
    if dry_run:
        return [rotated async for rotated in rotation.rotate(is_trial=True)]
    results = []
    async with kept(database, act, _TARGET) as tally:
        async for rotated in rotation.rotate(is_trial=False):
            results.append(rotated)
            tally.count += rotated.result == "rotated"
    return results


def _left(results: Sequence[Rotated]) -> Sequence[Rotated]:
    """What an old key is still needed for, or what is lost."""
    return [rotated for rotated in results if rotated.result in ("unreadable", "kept changing")]


def _lines(results: Sequence[Rotated], done: str) -> Iterator[str]:
    """Say how it went; what could not be sealed afresh is named."""
    for rotated in _left(results):
        yield f"{rotated.what}: {rotated.result}{f': {rotated.fault}' if rotated.fault else ''}"
    counts = Counter(rotated.result for rotated in results)
    left = len(_left(results))
    yield f"{counts['rotated']} {done}, {counts['current']} were current, {left} could not be"


def _document(results: Sequence[Rotated], *, dry_run: bool) -> dict[str, Any]:
    counts = Counter(rotated.result for rotated in results)
    left = [
        {"what": rotated.what, "result": rotated.result, "fault": rotated.fault} for rotated in _left(results)
    ]
    return {"dryRun": dry_run, "rotated": counts["rotated"], "current": counts["current"], "left": left}
