"""What is said, and which exit code is given, when a command cannot do what was asked."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flow_omnium.runtime.redaction import redact

EXIT_FAILED: Final = 1
EXIT_BAD_INPUT: Final = 2

_SHOWN_CHARACTERS: Final = 200


class WrongUse(Exception):
    """The arguments, taken together, do not say what to do."""


class NothingDone(Exception):
    """What was asked for cannot be done as things stand."""


class UnknownJob(NothingDone):
    """No job of this id is in the ledger."""

    def __init__(self, job_id: str) -> None:
        super().__init__(f"there is no job {job_id!r}")


@dataclass(frozen=True)
class Failure:
    """An exit code, and the lines that explain it."""

    exit_code: int
    lines: tuple[str, ...]


def _one_line(error: Any) -> Sequence[str]:
    return (str(error),)


def _faults(error: Any) -> Sequence[str]:
    return tuple(str(fault) for fault in error.faults)


def _lines(error: Any) -> Sequence[str]:
    return tuple(error.lines)


def _of_the_database(error: Any) -> Sequence[str]:
    """The driver appends its settings and the whole topology; what comes before says it all."""
    text = str(error)
    for appendix in (" (configured timeouts", ", Timeout:", ", full error:"):
        text, _, _ = text.partition(appendix)
    return (f"the database cannot be used: {redact(text)[:_SHOWN_CHARACTERS]}",)


@dataclass(frozen=True)
class Expected:
    """An exception that is no defect of the console, named by its module so that nothing is imported for it."""

    module: str
    name: str
    exit_code: int = EXIT_FAILED
    lines: Callable[[Any], Sequence[str]] = _one_line

    def is_raised_as(self, error: Exception) -> bool:
        """Tell whether the error is of this class. A module that nobody has imported has raised nothing."""
        module = sys.modules.get(self.module)
        return module is not None and isinstance(error, getattr(module, self.name))


EXPECTED: Final = (
    Expected("flow_omnium.runtime.settings.reading", "SettingsError", EXIT_BAD_INPUT),
    Expected("admin_console.tenants.file", "TenantFileError", EXIT_BAD_INPUT),
    Expected("flow_omnium.tenants.validation", "InvalidTenant", EXIT_BAD_INPUT, _faults),
    Expected("admin_console.failures", "WrongUse", EXIT_BAD_INPUT),
    Expected("admin_console.sync.decision", "Ambiguous", lines=_lines),
    Expected("admin_console.failures", "NothingDone"),
    Expected("flow_omnium.tenants.record", "UnknownTenant"),
    Expected("flow_omnium.tenants.record", "UnreadableTenant"),
    Expected("flow_omnium.tenants.record", "KeepsChanging"),
    Expected("flow_omnium.audit.log", "KeepsGrowing"),
    Expected("flow_omnium.jobs.operator.audit_trail", "OutcomeNotKept"),
    Expected("flow_omnium.runtime.database", "DatabaseError", lines=_of_the_database),
    Expected("flow_omnium.jobs.ledger.contract", "LedgerUnavailableError"),
    Expected("flow_omnium.jobs.broker.link", "BrokerUnavailableError"),
    Expected("flow_omnium.outcomes", "JobInterrupted"),
)
"""Everything that may go wrong without being a defect of the console."""


def explained(error: Exception) -> Failure | None:
    """Turn an exception into what the operator sees; None for a defect."""
    for expected in EXPECTED:
        if expected.is_raised_as(error):
            return Failure(expected.exit_code, tuple(expected.lines(error)))
    return None
