"""What the failure of a call says of the other system, in words for whoever configured it. No I/O."""

from http import HTTPStatus

from flow_omnium.outcomes import ApiError, Deferred, Misconfigured


def why_unreachable(error: Exception, address: str, seconds: float) -> str | None:
    """Say why nothing usable answers at the address; None when something does."""
    if isinstance(error, Misconfigured):
        return str(error)
    if isinstance(error, TimeoutError):
        return f"{address} gives no answer within {seconds:g} seconds"
    fault = _fault(error) if isinstance(error, ApiError) else None
    return None if fault is None else f"{address}{fault}"


def _fault(error: ApiError) -> str | None:
    status = error.http_status
    if status is None:
        return f": {error.detail}"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f" answers HTTP {status}"
    if status < HTTPStatus.BAD_REQUEST:
        return f" answers HTTP {status}, but not as this API does: is the address right?"
    return None


def why_refused(error: Exception) -> str:
    """Say why a call was not answered although somebody is there."""
    if isinstance(error, Deferred):
        return "it has too much to do (HTTP 429): check again later"
    return f"it answers HTTP {error.http_status}" if isinstance(error, ApiError) else str(error)
