"""The counters that a patch answers with; a failure stands in them, inside a 200."""

from simulators.documents import Document


def counters(
    *, updated: int = 0, unchanged: int = 0, not_found: int = 0, error: str | None = None
) -> Document:
    """Count one record: changed, as it was, not there, or failed."""
    return {
        "totalCount": max(1, updated + unchanged + not_found),
        "updatedCount": updated,
        "unchangedCount": unchanged,
        "notFoundCount": not_found,
        "errorCount": 0 if error is None else 1,
        "errorMessage": error,
        "isModified": bool(updated),
    }
