"""What this program is, and what it was told: versions, and which variables are set."""

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distributions, version
from typing import Any, Final

from admin_console.diagnostics.sources import Sources
from admin_console.settings import (
    AuditSettings,
    CheckSettings,
    DiagnosticsSettings,
    PlanSettings,
    SchemaSettings,
)
from admin_console.terminal import counted

_OURS: Final = (
    *("flow-omnium", "admin-console", "order-sync", "receivement-sync", "catalog-sync"),
    *("token-manager", "webhook-gateway"),
)
_OTHERS: Final = ("aio-pika", "aiohttp", "cryptography", "motor", "pydantic", "pymongo", "typer")

_SHOWN: Final = frozenset(
    {
        *("MONGODB_DATABASE", "RETRY_UNIT_SECONDS", "OMNIUM_MAX_CONCURRENCY"),
        *("OMNIUM_API_HOSTS", "FLOW_API_HOSTS", "OMNIUM_API_URL", "FLOW_API_URL", "TOKEN_MANAGER_URL"),
    }
)
"""Variables whose values are no secret; of the others it is said whether they are set."""

_READ_BY: Final = (AuditSettings, CheckSettings, DiagnosticsSettings, PlanSettings, SchemaSettings)


async def versions(sources: Sources) -> dict[str, Any]:
    """The versions of Python, of our distributions and their main libraries, and of the database."""
    server = await sources.database.client.server_info()
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "ours": _versions(_OURS),
        "others": _versions(_OTHERS),
        "distributions": len({one.name for one in distributions()}),
        "mongodb": server.get("version"),
    }


async def environment(sources: Sources) -> dict[str, str]:
    """The variables that this program reads."""
    return described(sources.environ)


def described(environ: Mapping[str, str]) -> dict[str, str]:
    """Describe the variables that are read: the value of what is no secret, else whether it is set."""
    names = sorted({name.upper() for model in _READ_BY for name in model.model_fields})
    return {name: _described(name, environ.get(name)) for name in names}


def _described(name: str, value: str | None) -> str:
    if not value:
        return "not set"
    return value if name in _SHOWN else f"set, {counted(len(value), 'character')}"


def _versions(names: tuple[str, ...]) -> dict[str, str | None]:
    return {name: _version(name) for name in names}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
