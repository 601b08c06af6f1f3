"""What a person asks of a task with `tasks run`, and what becomes of two such requests that meet."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class RunRequest:
    """A run that somebody (`by`) has asked for `at` a time (UTC).

    `is_full`: everything, not only what has changed. `is_dry`: tell what would be written, write nothing. `skus`: these
    products alone; empty: all. `is_confirmed`: go on where a run would refuse until a person agrees. `not_before`: it
    was begun and had to stop, and goes on then (UTC).
    """

    by: str
    at: datetime
    is_full: bool = False
    is_dry: bool = False
    skus: tuple[str, ...] = ()
    is_confirmed: bool = False
    not_before: datetime | None = None

    @property
    def is_partial(self) -> bool:
        """Whether its run says nothing of what the next scheduled one may leave out."""
        return self.is_dry or bool(self.skus)


def merged(pending: RunRequest | None, new: RunRequest) -> RunRequest:
    """Return the one request that does for two: full wins, and all products win.

    Of a dry one and one that writes, the one that writes stands as it was asked for: nobody has asked to write the rest.
    """
    if pending is None:
        return new
    if pending.is_dry != new.is_dry:
        return new if pending.is_dry else replace(pending, not_before=None)
    skus = _joined(pending, new)
    is_full = pending.is_full or new.is_full
    # A person has agreed to what that person asked for, not to more.
    agreed = [each.is_confirmed for each in (pending, new) if (each.is_full, each.skus) == (is_full, skus)]
    return replace(new, is_full=is_full, skus=skus, is_confirmed=any(agreed))


def _joined(one: RunRequest, other: RunRequest) -> tuple[str, ...]:
    if not one.skus or not other.skus:
        return ()
    return tuple(dict.fromkeys((*one.skus, *other.skus)))
