"""Turns what may go wrong without being a defect into the page that says so. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from admin_console.failures import explained
from admin_console.web.answers import Away, BadAsk, Changed, NotThere, Unanswered

_BY_KIND: Final[Mapping[str, type[Unanswered]]] = MappingProxyType(
    {
        "WrongUse": BadAsk,
        "TenantFileError": BadAsk,
        "InvalidTenant": BadAsk,
        "Ambiguous": BadAsk,
        "UnknownJob": NotThere,
        "UnknownTenant": NotThere,
        "NothingDone": Changed,
        "BadAnswer": Changed,
        "UnreadableTenant": Changed,
        "KeepsChanging": Changed,
        "KeepsGrowing": Away,
        "OutcomeNotKept": Away,
        "LedgerUnavailableError": Away,
        "BrokerUnavailableError": Away,
        "SettingsError": Away,
        "JobInterrupted": Away,
    }
)
_HEADINGS: Final[Mapping[type[Unanswered], str]] = MappingProxyType(
    {
        BadAsk: "This cannot be meant",
        NotThere: "There is no such thing",
        Changed: "This cannot be done as things stand",
        Away: "What this takes cannot be reached just now",
    }
)


class Defect(Unanswered):
    """The console itself has failed (500): the log has the error."""

    status = 500


def unanswered(error: Exception) -> Unanswered:
    """Return the page's words for an error; a `Defect` for one that nobody expects."""
    if isinstance(error, Unanswered):
        return error
    failure = explained(error)
    if failure is None:
        return Defect("Something went wrong here", ["The error is in the log of the console."])
    # Of the driver's errors there are many classes, and all mean the same.
    kind = _BY_KIND.get(failure.kind, Away)
    return kind(_HEADINGS[kind], failure.lines)
