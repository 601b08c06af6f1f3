"""Turning the driver's errors into the ledger's one."""

from contextlib import AbstractContextManager

from flow_omnium.jobs.ledger.contract import LedgerUnavailableError, UnstorableError
from flow_omnium.runtime.database import DOCUMENT_FAULTS, DatabaseError, DuplicateKeyError, refuses_document
from flow_omnium.runtime.driver_errors import raised_as


def translated() -> AbstractContextManager[None]:
    """Raise LedgerUnavailableError for whatever the driver raises, but for a refused duplicate.

    Raises UnstorableError where it is the document that cannot be stored: no repetition would help.
    """
    return raised_as(_ours, DatabaseError, *DOCUMENT_FAULTS)


def _ours(error: Exception) -> Exception:
    kind = type(error).__name__
    if isinstance(error, DuplicateKeyError):
        return error
    if isinstance(error, DOCUMENT_FAULTS):
        return UnstorableError(f"the ledger cannot hold this: {kind}")
    if refuses_document(error):
        return UnstorableError("the ledger refuses this document")
    return LedgerUnavailableError(f"the ledger did not answer: {kind}")
