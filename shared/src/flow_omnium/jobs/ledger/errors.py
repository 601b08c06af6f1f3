"""Turning the driver's errors into the ledger's one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from flow_omnium.jobs.ledger.contract import LedgerUnavailableError, UnstorableError
from flow_omnium.runtime.database import DOCUMENT_FAULTS, DatabaseError, DuplicateKeyError, refuses_document


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Raise LedgerUnavailableError for whatever the driver raises, but for a refused duplicate.

    Raises UnstorableError where it is the document that cannot be stored: no repetition would help.
    """
    try:
        yield
    except DuplicateKeyError:
        raise
    except DOCUMENT_FAULTS as error:
        fault = f"the ledger cannot hold this: {type(error).__name__}"
        raise UnstorableError(fault) from None
    except DatabaseError as error:
        if refuses_document(error):
            raise UnstorableError("the ledger refuses this document") from None
        # The text of a driver error may hold the address, and a duplicate's document: only its kind is passed on.
        message = f"the ledger did not answer: {type(error).__name__}"
        raise LedgerUnavailableError(message) from None
