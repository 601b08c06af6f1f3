"""Turning the driver's errors into the ledger's one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.runtime.database import DatabaseError, DuplicateKeyError


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Raise LedgerUnavailableError for whatever the driver raises, but for a refused duplicate."""
    try:
        yield
    except DuplicateKeyError:
        raise
    except DatabaseError as error:
        # The text of a driver error may hold the address, and a duplicate's document: only its kind is passed on.
        message = f"the ledger did not answer: {type(error).__name__}"
        raise LedgerUnavailableError(message) from None
