"""The command that re-encrypts every stored secret, and how its result is told."""

from collections import Counter

from admin_console.audit.keeping import an_act, kept
from admin_console.database import with_database
from admin_console.failures import NothingDone
from admin_console.settings import TenantSettings
from admin_console.tenants.key_rotation import KeyRotation, Rotated
from admin_console.terminal import say
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.reading import read_settings

_TARGET = "secrets"


def rotate(*, dry_run: bool, unbound: bool, by: str | None) -> None:
    """Seal with the first key of each purpose and, unless `unbound`, for the destination. Raises NothingDone."""
    keyring = read_settings(TenantSettings).keyring()
    act = an_act("rotate keys", by)

    async def run(database: Database) -> None:
        rotation = KeyRotation(database, keyring, binds=not unbound)
        await _rotate(rotation, database, act, dry_run=dry_run)

    with_database(run)


async def _rotate(rotation: KeyRotation, database: Database, act: AuditEntry, *, dry_run: bool) -> None:
    if dry_run:
        _report(await _run(rotation, dry_run=True), "would be encrypted afresh")
        return
    async with kept(database, act, _TARGET) as tally:
        done = await _run(rotation, dry_run=False)
        tally.count += done["rotated"]
    _report(done, "encrypted afresh")


async def _run(rotation: KeyRotation, *, dry_run: bool) -> Counter[str]:
    results: Counter[str] = Counter()
    async for rotated in rotation.rotate(is_trial=dry_run):
        results[rotated.result] += 1
        if rotated.result in ("unreadable", "kept changing"):
            say(_complaint(rotated))
    return results


def _complaint(rotated: Rotated) -> str:
    return f"{rotated.what}: {rotated.result}{f': {rotated.fault}' if rotated.fault else ''}"


def _report(results: Counter[str], done: str) -> None:
    """Say how it went. Raises NothingDone when an old key is still needed, or lost."""
    left = results["unreadable"] + results["kept changing"]
    say(f"{results['rotated']} {done}, {results['current']} were current, {left} could not be")
    if left:
        raise NothingDone(
            "some secrets are not sealed with the first key, or not for their destination: take no key away yet"
        )
