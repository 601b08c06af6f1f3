"""Where alerts and dashboards lead: what whoever deploys sets in settings.yaml."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

_SETTINGS: Final = Path(__file__).parents[1] / "settings.yaml"


@dataclass(frozen=True)
class Links:
    """The addresses of the runbook's page and of the web console, both as a browser opens them."""

    runbook: str
    console: str


def configured() -> Links:
    """Read what is set."""
    told = yaml.safe_load(_SETTINGS.read_text())
    return Links(told["runbook"], told["console"].rstrip("/"))
