"""How a job can end early: the few outcomes that every external failure becomes.

JobInterrupted
├── Ignored            nothing to do; the reason is kept
├── Deferred           not now; tried again after a while, costs no attempt
├── Paused             an operator has paused what it would write to: held until that is lifted, costs no attempt
└── Failed             tried again by the backoff table, for ever
    ├── RecordMissing      the record that the job is about is not there
    ├── InvalidData        a record we read cannot be mapped: names field and value
    ├── Misconfigured      the tenant's settings must be mended by a person: flagged
    ├── TokenUnavailable   no valid Omnium token could be had
    └── ApiError           a call to Flow or Omnium went wrong
        ├── NotFound           404
        ├── Conflict           409
        ├── Rejected           400 and the other 4xx: our request is wrong
        ├── NotAccepted        a 200 whose body says that it was not done
        ├── AccessDenied       401 after a fresh token, or 403
        └── Unavailable        5xx, time-out, broken connection, unreadable answer
            └── TooLarge           an answer of more than we read

A handler that simply returns is done. Messages never hold secrets: API errors carry the call's route, not its URL.
"""

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final

from flow_omnium.masking import mask_value


class JobInterrupted(Exception):
    """Root of everything a handler may raise on purpose."""


class Ignored(JobInterrupted):
    """The job needs no work; the reason is shown to the operator. `has_compared`: both sides were read, and nothing differs."""

    def __init__(self, reason: str, *, has_compared: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.has_compared = has_compared


class Deferral(StrEnum):
    """Why jobs are deferred, in few words: the text of a single one tells more."""

    RATE_LIMITED = auto()
    STILL_QUEUED = auto()
    LEVELS_MOVE = auto()
    DEBOUNCED = auto()


class Deferred(JobInterrupted):
    """The job cannot run yet; it comes back after `after_seconds` without counting as an attempt."""

    def __init__(self, reason: str, *, cause: Deferral, after_seconds: float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cause = cause
        self.after_seconds = after_seconds


class Paused(JobInterrupted):
    """An operator has paused what the job would write to; nothing was written. `held_by` names the pause (see `holding`)."""

    def __init__(self, held_by: str) -> None:
        super().__init__(f"held by {held_by}")
        self.held_by = held_by


class Failed(JobInterrupted):
    """The attempt failed; the backoff table says when the next one is due."""

    http_status: int | None = None


class RecordMissing(Failed):
    """The system that the job reads its record from does not have it, or does not list it yet."""


_ABSENT: Final = ("given", "set")
"""What begins so is said of a field that is not there, so there is no value to show."""


class InvalidData(Failed):
    """A record cannot be mapped. Names the field and the value found there, unless that tells something of a person."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        is_absent = value is None and expected.startswith(_ABSENT)
        shown = "" if is_absent else f": {mask_value(field, value)!r}"
        super().__init__(f"{field}{shown} is not {expected}")
        self.field = field
        self.value = value


class Misconfigured(Failed):
    """The tenant's settings, or the keys that open them, must be mended by a person: the attempt is flagged."""


class TokenUnavailable(Failed):
    """No valid Omnium token could be had for the tenant."""


@dataclass(frozen=True)
class ApiCall:
    """What an API error may tell of a call: never the URL, its query or a header."""

    system: str
    method: str
    route: str

    def __str__(self) -> str:
        return f"{self.system} {self.method} {self.route}"


class ApiError(Failed):
    """A call to Flow or Omnium went wrong; `detail` is the shortened answer or the kind of fault."""

    def __init__(self, call: ApiCall, detail: str, *, http_status: int | None = None) -> None:
        shown = f" answered {http_status}" if http_status is not None else ""
        super().__init__(f"{call}{shown}: {detail}" if detail else f"{call}{shown}")
        self.call = call
        self.detail = detail
        self.http_status = http_status


class NotFound(ApiError):
    """404: the record does not exist, or lies outside what our user may see."""


class Conflict(ApiError):
    """409: the record exists already, or was changed at the same time."""


class Rejected(ApiError):
    """400 and the other 4xx: the system refuses our request as it stands."""


class NotAccepted(ApiError):
    """A 200 whose body says that it was not done: an aborted workflow, a counted error."""


class AccessDenied(ApiError):
    """401 with a fresh token, or 403: credentials or roles are wrong."""


class Unavailable(ApiError):
    """5xx, time-out, broken connection or unreadable answer: whether the call took effect is unknown."""


class TooLarge(Unavailable):
    """An answer is larger than we read; whoever can asks for less at once."""
