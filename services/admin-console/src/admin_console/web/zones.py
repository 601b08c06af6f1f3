"""In which zone a person reads times. Pure."""

from typing import Final
from zoneinfo import ZoneInfo

from admin_console.web.signing_in.port import Choices

UTC_ZONE: Final = ZoneInfo("UTC")


def chosen_zone(choices: Choices) -> ZoneInfo | None:
    """Return the zone that a person has chosen; None for none, and for one that this machine does not know (any more)."""
    try:
        return None if choices.zone is None else ZoneInfo(choices.zone)
    except (
        LookupError,
        ValueError,
        OSError,
    ):  # a name of another release of the zones must not close every page
        return None
