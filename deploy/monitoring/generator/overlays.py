"""Which environments there are: the overlays that take the component, each with the namespace it sets."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml

COMPONENT: Final = "../../components/monitoring"


def namespaces(overlays: Path) -> Mapping[str, str]:
    """Return the namespace of each overlay with alerts, by the overlay's name; ValueError for one that sets none."""
    contents = {path.parent.name: yaml.safe_load(path.read_text()) for path in _kustomizations(overlays)}
    watched = {
        name: content for name, content in contents.items() if COMPONENT in content.get("components", [])
    }
    for name, content in watched.items():
        if not content.get("namespace"):
            message = f"overlay {name} takes {COMPONENT} and sets no namespace: its alerts would see all environments"
            raise ValueError(message)
    return {name: content["namespace"] for name, content in watched.items()}


def _kustomizations(overlays: Path) -> list[Path]:
    return sorted(overlays.glob("*/kustomization.yaml"))
