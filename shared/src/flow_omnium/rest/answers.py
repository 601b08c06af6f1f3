"""What an HTTP answer means for a job: a document, or one of the outcomes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from flow_omnium.masking import mask_answer
from flow_omnium.outcomes import (
    AccessDenied,
    ApiCall,
    ApiError,
    Conflict,
    Deferral,
    Deferred,
    JobInterrupted,
    NotFound,
    Rejected,
    TooLarge,
    Unavailable,
)
from flow_omnium.rest.answer_limits import ERROR_ANSWER, JSON_VALUES
from flow_omnium.rest.exact_json import decode
from flow_omnium.runtime.redaction import MASK, cleaned, redact, without_secrets

DETAIL_LENGTH = 300

# Omnium may leave `Retry-After` out (omnium.md 2.8). A longer wait than the maximum is taken for a fault of the sender.
DEFAULT_RETRY_SECONDS = 2.0
MINIMUM_RETRY_SECONDS = 1.0
MAXIMUM_RETRY_SECONDS = 120.0

_LONGEST_SECRET = 8192

_OK: Final = int(HTTPStatus.OK)
_REDIRECTED: Final = int(HTTPStatus.MULTIPLE_CHOICES)

_ERROR_BY_STATUS: Mapping[int, type[ApiError]] = MappingProxyType(
    {
        HTTPStatus.UNAUTHORIZED: AccessDenied,
        HTTPStatus.FORBIDDEN: AccessDenied,
        HTTPStatus.NOT_FOUND: NotFound,
        HTTPStatus.CONFLICT: Conflict,
    }
)


class Answer(NamedTuple):
    """An answer. `retry_after` and `date` are headers of one that is no success; `fault` says why the body is not all that was sent.

    `is_cut` when there was more of it than we read.
    """

    status: int
    body: bytes
    retry_after: str | None = None
    date: str | None = None
    fault: str = ""
    is_cut: bool = False


@dataclass(frozen=True)
class Secrets:
    """Values that no error may show; they print as nothing."""

    values: tuple[str, ...]

    def __repr__(self) -> str:
        return MASK

    def removed(self, text: str) -> str:
        """Replace every secret in `text`."""
        return without_secrets(text, self.values)

    def with_value(self, value: str) -> "Secrets":
        """Return these secrets and one more."""
        return self if value in self.values else Secrets((*self.values, value))


def is_success(status: int) -> bool:
    """Tell whether a status is a 2xx."""
    return _OK <= status < _REDIRECTED


def document_of(call: ApiCall, answer: Answer, secrets: Secrets) -> Any:
    """Return the parsed body (None if empty) of a 2xx answer. Raises the outcome that any other answer means."""
    if not is_success(answer.status):
        raise outcome_of(call, answer, secrets)
    if answer.fault:
        raise _faulty(call, answer)
    if too_many := _too_many_values(answer.body):
        raise TooLarge(call, too_many, http_status=answer.status)
    try:
        return decode(answer.body) if answer.body.strip() else None
    except (ValueError, RecursionError, ArithmeticError):
        fault = f"unreadable answer: {detail(answer.body, secrets)}"
    # Outside the `except`, so that the decoder's error, which holds the answer, is not the context of ours.
    raise Unavailable(call, fault, http_status=answer.status)


def file_of(call: ApiCall, answer: Answer, secrets: Secrets) -> bytes:
    """Return the bytes of a 2xx answer. Raises the outcome that any other answer means; an empty file is none."""
    if not is_success(answer.status):
        raise outcome_of(call, answer, secrets)
    if answer.fault:
        raise _faulty(call, answer)
    if not answer.body:
        raise Unavailable(call, "an empty file", http_status=answer.status)
    return answer.body


def outcome_of(call: ApiCall, answer: Answer, secrets: Secrets) -> JobInterrupted:
    """Translate an answer that is no 2xx. An unfollowed redirect counts as unreadable."""
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        seconds = retry_seconds(answer.retry_after, answer.date)
        return Deferred(
            f"{call} answered {answer.status}", cause=Deferral.RATE_LIMITED, after_seconds=seconds
        )
    kind = _ERROR_BY_STATUS.get(answer.status) or _kind_by_class(answer.status)
    return kind(call, detail(answer.body, secrets), http_status=answer.status)


def retry_seconds(retry_after: str | None, date: str | None) -> float:
    """Read `Retry-After` (seconds, or a moment compared with the answer's own `Date`), within our bounds."""
    seconds = _seconds(retry_after) if retry_after else None
    if seconds is None and retry_after:
        seconds = _seconds_between(date, retry_after)
    if seconds is None:
        return DEFAULT_RETRY_SECONDS
    return min(max(seconds, MINIMUM_RETRY_SECONDS), MAXIMUM_RETRY_SECONDS)


def detail(body: bytes, secrets: Secrets) -> str:
    """Shorten an error answer to one printable line without secrets and without what tells of a person."""
    text = redact(secrets.removed(body[: ERROR_ANSWER.size].decode(errors="replace")))
    if len(body) >= ERROR_ANSWER.size:
        text = text[:-_LONGEST_SECRET]  # its end may be the first half of a secret
    text = mask_answer(text)
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    # Once more: a secret that control characters had broken up can only now be recognised.
    line = cleaned(secrets.removed(line))
    return line if len(line) <= DETAIL_LENGTH else line[: DETAIL_LENGTH - 1] + "…"


def _faulty(call: ApiCall, answer: Answer) -> Unavailable:
    kind = TooLarge if answer.is_cut else Unavailable
    return kind(call, answer.fault, http_status=answer.status)


def _too_many_values(body: bytes) -> str:
    """Count, cheaply, what can begin a value. Texts are counted too; they never bring an honest answer near the limit."""
    if len(body) <= JSON_VALUES:
        return ""
    if sum(map(body.count, (b",", b"[", b"{", b":"))) <= JSON_VALUES:
        return ""
    return f"the answer has more than {JSON_VALUES:,} values (JSON_VALUES)"


def _kind_by_class(status: int) -> type[ApiError]:
    is_our_fault = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return Rejected if is_our_fault else Unavailable


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) else None


def _seconds_between(start: str | None, end: str) -> float | None:
    first, last = (_moment(text) for text in (start or "", end))
    return None if first is None or last is None else (last - first).total_seconds()


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
