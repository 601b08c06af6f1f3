"""What is said, and which exit code is given, when a command cannot do what was asked."""

from dataclasses import dataclass
from typing import Final

from admin_console.refusals import NothingDone, WrongUse
from admin_console.tenant_file import TenantFileError
from flow_omnium.audit.log import KeepsGrowing
from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.jobs.operator.audit_trail import OutcomeNotKept
from flow_omnium.outcomes import JobInterrupted
from flow_omnium.runtime.database import DatabaseError
from flow_omnium.runtime.redaction import redact
from flow_omnium.runtime.settings.reading import SettingsError
from flow_omnium.tenants.record import KeepsChanging, UnknownTenant, UnreadableTenant
from flow_omnium.tenants.validation import InvalidTenant

EXIT_FAILED: Final = 1
EXIT_BAD_INPUT: Final = 2

_BAD_INPUT: Final = (SettingsError, TenantFileError, InvalidTenant, WrongUse)
EXPECTED: Final = (
    *_BAD_INPUT,
    UnknownTenant,
    UnreadableTenant,
    KeepsChanging,
    KeepsGrowing,
    OutcomeNotKept,
    NothingDone,
    DatabaseError,
    LedgerUnavailableError,
    BrokerUnavailableError,
    JobInterrupted,
)
"""Everything that may go wrong without being a defect of the console."""

_SHOWN_CHARACTERS: Final = 200


@dataclass(frozen=True)
class Failure:
    """An exit code, and the lines that explain it."""

    exit_code: int
    lines: tuple[str, ...]


def explained(error: Exception) -> Failure:
    """Turn an expected exception into what the operator sees."""
    code = EXIT_BAD_INPUT if isinstance(error, _BAD_INPUT) else EXIT_FAILED
    if isinstance(error, InvalidTenant):
        return Failure(code, tuple(str(fault) for fault in error.faults))
    if isinstance(error, DatabaseError):
        return Failure(code, (f"the database cannot be used: {_essence(error)}",))
    return Failure(code, (str(error),))


def _essence(error: Exception) -> str:
    """The driver appends its settings and the whole topology; what comes before says it all."""
    text = str(error)
    for appendix in (" (configured timeouts", ", Timeout:", ", full error:"):
        text, _, _ = text.partition(appendix)
    return redact(text)[:_SHOWN_CHARACTERS]
