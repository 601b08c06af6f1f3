"""What is said, and which exit code is given, when a command cannot do what was asked."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from admin_console.terminal import report, show_json
from flow_omnium.runtime.redaction import redact

EXIT_FAILED: Final = 1
EXIT_BAD_INPUT: Final = 2

_SHOWN_CHARACTERS: Final = 200


class WrongUse(Exception):
    """The arguments, taken together, do not say what to do."""


class NothingDone(Exception):
    """What was asked for cannot be done as things stand."""


class BadAnswer(NothingDone):
    """What was asked has been answered, and the answer is a bad one: a program has it already."""

    has_answered = True


class UnknownJob(NothingDone):
    """No job of this id is in the ledger."""

    def __init__(self, job_id: str) -> None:
        super().__init__(f"there is no job {job_id!r}")


@dataclass(frozen=True)
class Failure:
    """An exit code, and the lines that explain it; `is_answered` where a program has got its answer already."""

    exit_code: int
    lines: tuple[str, ...]
    kind: str = "Failure"
    is_answered: bool = False


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
    Expected("flow_omnium.tenants.unknown", "UnknownTenant"),
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
            kind = type(error).__name__
            return Failure(expected.exit_code, tuple(expected.lines(error)), kind, has_answered(error))
    return _of_the_usage(error)


def has_answered(error: Exception) -> bool:
    """Tell whether a command has written its whole answer for programs before it raised this."""
    return bool(getattr(error, "has_answered", False))


def document(failure: Failure) -> dict[str, Any]:
    """Describe a failure for programs."""
    told = {
        "kind": failure.kind,
        "message": failure.lines[0] if failure.lines else "",
        "lines": list(failure.lines),
    }
    return {"error": {**told, "exitCode": failure.exit_code}}


def tell(failure: Failure, *, for_programs: bool) -> None:
    """Say what went wrong: on standard error in lines, and to a program as the one answer on standard output."""
    if for_programs and not failure.is_answered:
        show_json(document(failure))
    report(failure.lines)


def _of_the_usage(error: Exception) -> Failure | None:
    """A wrong option or argument, as the command line's library raises it. It has no class that all its versions offer."""
    code, told = getattr(error, "exit_code", None), getattr(error, "format_message", None)
    if not isinstance(code, int) or not callable(told):
        return None
    return Failure(code, (str(told()) or type(error).__name__,), "UsageError")
