"""Reading what somebody has chosen in the form of /me. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from flow_omnium.console.people import ROWS, THEMES, Choices, available_zones, is_zone

ZONE_OF_TENANT: Final = "tenant"
ZONE_BY_NAME: Final = "named"
UTC: Final = "UTC"
ZONES: Final = (ZONE_OF_TENANT, ZONE_BY_NAME, UTC)


@dataclass(frozen=True)
class Chosen:
    """What was sent: the choices, or, where there are faults, why it is none, by the names of the fields."""

    choices: Choices
    faults: Mapping[str, str] = field(default_factory=dict)


def read_choices(form: Mapping[str, str]) -> Chosen:
    """Read a form; what is absent is as if nothing had been chosen."""
    faults = {name: fault for name, fault in _faults(form) if fault is not None}
    if faults:
        return Chosen(Choices(), faults)
    rows, theme = form.get("rows", ""), form.get("theme", "")
    return Chosen(
        Choices(
            _zone(form),
            theme or Choices().theme,
            keys=form.get("keys") == "on",
            rows=int(rows) if rows else Choices().rows,
        )
    )


def zone_kind(choices: Choices) -> str:
    """Return which of ZONES stands for a choice."""
    if choices.zone is None:
        return ZONE_OF_TENANT
    return UTC if choices.zone == UTC else ZONE_BY_NAME


def _zone(form: Mapping[str, str]) -> str | None:
    kind = form.get("zone", ZONE_OF_TENANT)
    if kind == ZONE_BY_NAME:
        return form.get("zone_name", "").strip()
    return UTC if kind == UTC else None


def _faults(form: Mapping[str, str]) -> list[tuple[str, str | None]]:
    themes, rows = ", ".join(THEMES), ", ".join(map(str, ROWS))
    return [
        ("zone_name", _zone_fault(form)),
        ("theme", _one_of(form.get("theme"), THEMES, f"There are the themes {themes}.")),
        ("rows", _one_of(form.get("rows"), tuple(map(str, ROWS)), f"A page has {rows} rows.")),
    ]


def _zone_fault(form: Mapping[str, str]) -> str | None:
    if form.get("zone", ZONE_OF_TENANT) not in ZONES:
        return "Choose one of the three."
    name = _zone(form)
    if name is None or is_zone(name):
        return None
    if not name:
        return "Name a zone, such as Europe/Oslo."
    near = get_close_matches(name, available_zones(), 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"There is no zone {name[:60]!r}.{hint}"


def _one_of(value: str | None, known: tuple[str, ...], fault: str) -> str | None:
    return None if not value or value in known else fault
