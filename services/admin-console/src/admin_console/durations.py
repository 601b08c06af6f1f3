"""Durations as an operator types them: 90s, 30m, 2h, 3d. No I/O."""

import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

import typer

_UNITS: Mapping[str, timedelta] = MappingProxyType(
    {
        "s": timedelta(seconds=1),
        "m": timedelta(minutes=1),
        "h": timedelta(hours=1),
        "d": timedelta(days=1),
    }
)
_SHAPE = re.compile(r"(\d{1,5})([smhd])")


def read_duration(text: str) -> timedelta:
    """Read a number and a unit. Raises typer.BadParameter, which names the text."""
    shape = _SHAPE.fullmatch(text.strip())
    if shape is None:
        message = f"{text!r} is not a duration such as 90s, 30m, 2h or 3d"
        raise typer.BadParameter(message)
    return int(shape[1]) * _UNITS[shape[2]]
