"""Making a bundle and giving it out, to a file or to a pipe. That somebody took one is kept as an act."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from admin_console.audit.keeping import an_act, kept
from admin_console.database import in_database, present
from admin_console.diagnostics.bundle import Bundle, collect
from admin_console.diagnostics.parts import PARTS
from admin_console.diagnostics.sources import Sources
from admin_console.failures import NothingDone, WrongUse
from admin_console.settings import JobSettings
from admin_console.tenants.known import require_tenant
from admin_console.terminal import report, say, show_json
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.reading import read_settings

PIPE: Final = Path("-")

_ONLY_OWNER: Final = 0o600
_ARE_SECRET: Final = ("KEY", "KEYS", "SECRET", "PASSWORD", "TOKEN")


def make(tenant_uid: str, output: Path | None, *, as_json: bool, by: str | None) -> None:
    """Write a bundle to a new file, else to standard output. Raises UnknownTenant, WrongUse, NothingDone."""
    if output is not None and output != PIPE and output.exists():
        message = f"--output: {output} is there already, and is left as it is"
        raise WrongUse(message)
    if output == PIPE and (as_json or sys.stdout.isatty()):
        raise WrongUse("--output -: standard output takes the archive, and a terminal cannot show it")
    act = an_act("diagnostics", by)
    settings = read_settings(JobSettings)
    bundle = asyncio.run(in_database(settings, lambda database: _made(database, tenant_uid, act)))
    _give_out(bundle, output or Path(_name(bundle)), as_json=as_json)


async def _made(database: Database, tenant_uid: str, act: AuditEntry) -> Bundle:
    await require_tenant(database, tenant_uid)
    async with kept(database, act, f"tenant {tenant_uid}") as tally:
        sources = Sources(tenant_uid, await present(database), database, os.environ)
        bundle = await collect(PARTS, sources, secrets_in(os.environ))
        tally.count += len(bundle.collected) - len(bundle.faults)
    return bundle


def secrets_in(environ: Mapping[str, str]) -> set[str]:
    """What a variable holds that is called a key or a secret, and the passwords in addresses."""
    named = [value for name, value in environ.items() if name.upper().endswith(_ARE_SECRET)]
    keys = {part.strip() for value in named for part in value.split(",")}
    return {secret for secret in keys | {_password(value) for value in environ.values()} if secret}


def _password(value: str) -> str:
    try:
        return urlsplit(value).password or ""
    except ValueError:
        return ""


def _name(bundle: Bundle) -> str:
    sources = bundle.sources
    return f"diagnostics-{sources.tenant_uid}-{sources.at:%Y%m%dT%H%M%S}.zip"


def _give_out(bundle: Bundle, output: Path, *, as_json: bool) -> None:
    """Say what is missing on standard error; a bundle with gaps is one all the same."""
    if output == PIPE:
        sys.stdout.buffer.write(bundle.archive())
    else:
        _write(output, bundle.archive())
    report(f"WARNING: not in the bundle: {fault}" for fault in bundle.faults)
    if as_json:
        show_json({"file": str(output), **bundle.manifest()})
    elif output != PIPE:
        parts = f"{len(bundle.collected) - len(bundle.faults)} of {len(bundle.collected)} parts"
        say(f"{output} holds {parts}, no secret and nothing of a person; read it before you send it")


def _write(output: Path, content: bytes) -> None:
    """Write a new file that only its owner may read; never overwrite. Raises NothingDone."""
    try:
        with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_OWNER), "wb") as file:
            file.write(content)
    except OSError as error:
        message = f"--output: {output}: {error.strerror}"
        raise NothingDone(message) from None
