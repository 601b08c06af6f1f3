"""Who changed a tenant's settings, when, which keys, and from what to what: of secrets only that they changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

CHANGES_KEPT: Final = 100
KEYS_KEPT: Final = 200
"""Of one change: together with the former this bounds a tenant's document."""
VALUES_KEPT: Final = 50
"""Of one change: old and new values of so many keys; a new tenant has more keys, and its values are in the settings."""
_VALUE_CHARACTERS: Final = 100

_NAME_CHARACTERS: Final = 100

SUITE: Final = "flow-omnium"
"""The name that stands where no operator made the change."""

Act = Literal["created", "changed", "repaired", "activated", "deactivated", "unreadable"]


_MODEL: Final = ConfigDict(frozen=True, extra="ignore")


class ValueChange(BaseModel):
    """What one key was and is, as texts; None where it was, or is, not set. Of a secret there is none."""

    model_config = _MODEL

    key: str
    before: str | None = None
    after: str | None = None


class Change(BaseModel):
    """One change; `more` counts the keys that are not listed. What was repaired could not be compared.

    `values` tells of the first of them what they were and are; of a secret, or a change from before values were kept, nothing.
    """

    model_config = _MODEL

    at: AwareDatetime
    by: Annotated[str, StringConstraints(max_length=_NAME_CHARACTERS)]
    act: Act
    keys: tuple[str, ...] = ()
    more: int = 0
    values: tuple[ValueChange, ...] = ()


def change_of(
    act: Act, by: str, at: datetime, keys: Sequence[str] = (), values: Sequence[ValueChange] = ()
) -> Change:
    """Describe a change of these keys."""
    return Change(
        at=at,
        by=by[:_NAME_CHARACTERS],
        act=act,
        keys=tuple(keys[:KEYS_KEPT]),
        more=max(len(keys) - KEYS_KEPT, 0),
        values=tuple(_shortened(value) for value in values[:VALUES_KEPT]),
    )


def _shortened(value: ValueChange) -> ValueChange:
    before, after = (text and text[:_VALUE_CHARACTERS] for text in (value.before, value.after))
    return ValueChange(key=value.key, before=before, after=after)


def change_read(entry: object) -> Change:
    """Read a stored change; one that this version cannot read says so in its place."""
    try:
        return Change.model_validate(entry)
    except ValidationError as error:
        at = entry.get("at") if isinstance(entry, dict) else None
        fault = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in fault["loc"]) or "entry"
        return change_of(
            "unreadable",
            "-",
            at if isinstance(at, datetime) else datetime.fromtimestamp(0, UTC),
            [f"{where}: {fault['msg']}"],
        )


def activation(active: bool, by: str, at: datetime) -> Change:
    """Describe an activation or a deactivation."""
    before, after = ("false", "true") if active else ("true", "false")
    value = ValueChange(key="active", before=before, after=after)
    return change_of("activated" if active else "deactivated", by, at, ["active"], [value])


_SWITCHES: Final = frozenset({"activated", "deactivated"})


@dataclass(frozen=True)
class Inactivity:
    """A time in which a tenant's events were refused. `since` is None where the history no longer goes back so far.

    `until` is None while it lasts.
    """

    since: datetime | None
    until: datetime | None


def latest_inactivity(changes: Sequence[Change], *, is_active: bool) -> Inactivity | None:
    """Return the latest time in which a tenant that had been active was not; None where there was none.

    `changes` are the newest first, `is_active` is what they led to. Before it was active for the first time a tenant has
    missed nothing: nobody was to be told.
    """
    # What the file says of `active` is a switch as well; which way it went is told by those around it.
    switches = [one for one in changes if one.act in _SWITCHES or "active" in one.keys]
    ended = switches.pop(0) if is_active and switches else None
    if is_active and (ended is None or ended.act == "created"):
        return None
    began = next(iter(switches), None)
    until = None if ended is None else ended.at
    if began is not None:
        return None if began.act == "created" else Inactivity(began.at, until)
    return None if any(one.act == "created" for one in changes) else Inactivity(None, until)
