"""Personal data: giving out what is kept of a customer or an order, and erasing it."""

import asyncio
import functools
import json
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import typer

from admin_console.audit.keeping import an_act, kept
from admin_console.database import in_database
from admin_console.failures import NothingDone, WrongUse
from admin_console.privacy.erasure import PARKED, Decision, Erased, Holdings, PersonalData
from admin_console.privacy.places import PLACES
from admin_console.privacy.subject import Subject
from admin_console.settings import PrivacySettings
from admin_console.terminal import counted, report, say, show_json
from flow_omnium.jobs.operator.dead_letters import open_dead_letters
from flow_omnium.jobs.operator.known_values import KnownValues
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.tenants.unknown import UnknownTenant

_Result = TypeVar("_Result")

NOT_COVERED: Final = "logs, backups, Omnium and Flow are not covered: docs/personal-data.md"
_ONLY_OWNER: Final = 0o600


def export(subject: Subject, output: Path | None, *, by: str | None) -> None:
    """Give out everything that is kept of the subject, as JSON. Raises WrongUse where the file exists already."""
    if output is not None and output.exists():
        message = f"--output: {output} is there already, and is left as it is"
        raise WrongUse(message)
    act = an_act("export", by)
    holdings = _with_personal_data(subject, lambda data: data.export(subject, act))
    document = _document(subject, holdings, act.at)
    if output is None:
        show_json(document)
        return
    _write(output, document)
    report([*_counted(holdings.counts), *_unclear(holdings), NOT_COVERED])


def search(subject: Subject, *, as_json: bool) -> None:
    """Say what is kept of the subject, and change nothing."""
    _tell_found(_with_personal_data(subject, lambda data: data.search(subject)), as_json=as_json)


def erase(subject: Subject, decision: Decision, *, yes: bool, as_json: bool, by: str | None) -> None:
    """Erase what is kept of the subject, for good. Raises NothingDone."""
    _confirm(subject, yes=yes)
    act = an_act("erase", by)
    erased = _with_personal_data(subject, lambda data: data.erase(subject, act, decision))
    _tell_erased(erased, as_json=as_json)


def _confirm(subject: Subject, *, yes: bool) -> None:
    if yes or not sys.stdin.isatty():
        return
    question = f"Erase what is kept of this {subject.kind.value} of {subject.tenant_uid}, for good?"
    if not typer.confirm(question, err=True):
        raise NothingDone("nothing was erased")


def _with_personal_data(subject: Subject, use: Callable[[PersonalData], Awaitable[_Result]]) -> _Result:
    settings = read_settings(PrivacySettings)
    return asyncio.run(in_database(settings, lambda database: _in_broker(settings, database, subject, use)))


async def _in_broker(
    settings: PrivacySettings,
    database: Database,
    subject: Subject,
    use: Callable[[PersonalData], Awaitable[_Result]],
) -> _Result:
    """Nothing is erased while the parking places cannot be looked at. Raises UnknownTenant."""
    async with open_dead_letters(settings.amqp_url.get_secret_value()) as parking:
        data = PersonalData(database, parking, functools.partial(kept, database))
        await _require_known(database, data, subject)
        return await use(data)


async def _require_known(database: Database, data: PersonalData, subject: Subject) -> None:
    """Raise UnknownTenant for a tenant that is neither set up nor in the ledger: «nothing found» would hide a slip.

    Not where something of the subject is kept after all: the tenant may have been removed before its customers' records.
    """
    if subject.tenant_uid in await KnownValues(database).tenants():
        return
    if not sum((await data.search(subject)).counts.values()):
        raise UnknownTenant(subject.tenant_uid)


def _document(subject: Subject, holdings: Holdings, at: datetime) -> dict[str, Any]:
    return {
        "tenantUid": subject.tenant_uid,
        subject.kind.value: subject.id,
        "at": at.isoformat(),
        "counts": dict(holdings.counts),
        "found": {name: [_plain(find.shown) for find in finds] for name, finds in holdings.places.items()}
        | {
            PARKED: [
                {"queue": one.queue, "reason": one.reason, "body": one.body.decode(errors="backslashreplace")}
                for one in holdings.parked
            ]
        },
        "unclearParkedMessages": holdings.unclear,
        "notCovered": NOT_COVERED,
    }


def _plain(document: Any) -> Any:
    return json.loads(json.dumps(document, default=_shown))


def _shown(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _write(output: Path, document: Any) -> None:
    """Write a new file that only its owner may read; never overwrite. Raises NothingDone."""
    try:
        with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_OWNER), "w") as file:
            file.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    except OSError as error:
        message = f"--output: {output}: {error.strerror}"
        raise NothingDone(message) from None


def _tell_found(holdings: Holdings, *, as_json: bool) -> None:
    if as_json:
        show_json({"found": dict(holdings.counts), "unclearParkedMessages": holdings.unclear})
        return
    for line in (*_counted(holdings.counts), *_unclear(holdings), NOT_COVERED):
        say(line)
    say("nothing was changed")


def _counted(counts: Any) -> list[str]:
    return [f"{name}: {count} found" for name, count in counts.items()]


def _unclear(holdings: Holdings) -> list[str]:
    if not holdings.unclear:
        return []
    messages = counted(
        holdings.unclear, "parked message holds the id and names", "parked messages hold the id and name"
    )
    return [f"{messages} no tenant: `parked list` shows what is parked"]


def _tell_erased(erased: Erased, *, as_json: bool) -> None:
    if as_json:
        show_json({"erased": dict(erased.counts), "cancelled": erased.cancelled, "receipt": erased.receipt})
        return
    say(f"jobs cancelled first: {erased.cancelled}")
    for place in PLACES:
        say(f"{place.collection}: {erased.counts[place.collection]} {place.does}")
    say(f"{PARKED}: {erased.counts[PARKED]} removed")
    say(NOT_COVERED)
    say(f"receipt, to show later what was erased: {erased.receipt}")
