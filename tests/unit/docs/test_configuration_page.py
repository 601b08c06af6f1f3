"""The page about configuration names every variable with its default, and no other."""

import re
from pathlib import Path

from pydantic_settings import BaseSettings

from admin_console.settings import AuditSettings, DiagnosticsSettings
from admin_console.web.settings import ConsoleSettings
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from token_manager.settings import Settings as TokenManagerSettings
from webhook_gateway.settings import GatewaySettings

PAGE = Path(__file__).parents[3] / "docs" / "configuration.md"
SERVICES: tuple[type[BaseSettings], ...] = (
    ConsoleSettings,  # first: what it can do without is required by others
    WorkerServiceSettings,
    TokenManagerSettings,
    GatewaySettings,
    AuditSettings,
    DiagnosticsSettings,
)


def documented() -> dict[str, str]:
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: default.strip().strip("`") for name, default in rows}


def declared() -> dict[str, str]:
    fields = {name.upper(): field for model in SERVICES for name, field in model.model_fields.items()}
    return {
        name: "required" if field.is_required() else shown(field.default) for name, field in fields.items()
    }


def shown(default: object) -> str:
    if default in ((), None):
        return "none" if default == () else "unset"
    return f"{default:g}" if isinstance(default, float) else str(default).removesuffix("/")


def test_every_variable_is_documented_with_its_default() -> None:
    assert documented() == declared()
