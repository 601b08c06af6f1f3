"""The checks of a tenant, step by step, as data and as text; and what a failed call means in words."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Literal

from flow_omnium.outcomes import ApiError, Deferred, Misconfigured

Verdict = Literal["ok", "wrong", "not checked"]
_VERDICT_WIDTH = len("not checked")


@dataclass(frozen=True)
class Check:
    """Whether something is so; the reason says in words why not."""

    what: str
    verdict: Verdict
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.verdict:<{_VERDICT_WIDTH}}  {self.what}{f': {self.reason}' if self.reason else ''}"


@dataclass(frozen=True)
class FailedStep:
    """The step that failed, and why."""

    step: str
    reason: str


def checks_of(steps: Sequence[str], failed: FailedStep | None) -> Iterator[Check]:
    """Judge steps of which each needs the one before: the steps after the failed one are not checked."""
    is_behind = False
    for step in steps:
        if failed is not None and step == failed.step:
            is_behind = True
            yield Check(step, "wrong", failed.reason)
        else:
            yield Check(step, "not checked" if is_behind else "ok")


def unchecked(steps: Sequence[str], reason: str) -> Iterator[Check]:
    """Say of every step that it was not checked, and why."""
    return (Check(step, "not checked", reason) for step in steps)


def all_is_well(found: Sequence[Check]) -> bool:
    """Tell whether everything was checked and is as it should be."""
    return all(each.verdict == "ok" for each in found)


def document(tenant_uid: str, found: Sequence[Check]) -> dict[str, Any]:
    """Describe the checks for programs."""
    return {"tenantUid": tenant_uid, "ok": all_is_well(found), "findings": [asdict(each) for each in found]}


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
    """Say why a reachable API refused the call."""
    if isinstance(error, Deferred):
        return "it has too much to do (HTTP 429): check again later"
    return f"it answers HTTP {error.http_status}" if isinstance(error, ApiError) else str(error)
