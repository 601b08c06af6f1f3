"""What the form of a pause says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final

from admin_console.failures import WrongUse
from admin_console.pauses.scopes import Scope, scope_of
from admin_console.web.moments import time_in
from flow_omnium.jobs.kinds import JobKind

NAMES: Final = ("tenant", "store", "kind", "reason", "until")


@dataclass(frozen=True)
class PauseForm:
    """The scope and its end (UTC) where they can be read, and what was typed; `faults` by the field that they stand beside."""

    typed: Mapping[str, str]
    scope: Scope | None = None
    until: datetime | None = None
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str | None:
        """Why, None where nobody has said."""
        return self.typed["reason"] or None


def pause_form(form: Mapping[str, str], now: datetime, zone: tzinfo) -> PauseForm:
    """Read the form; a time without an offset is one of the zone."""
    typed = {name: form.get(name, "").strip() for name in NAMES}
    faults: dict[str, str] = {}
    scope = _scope(typed, faults)
    until = _until(typed["until"], now, zone, faults)
    if not typed["reason"]:
        faults["reason"] = "Say why: others read it as long as the pause lasts"
    return PauseForm(typed, scope, until, faults)


def _scope(typed: Mapping[str, str], faults: dict[str, str]) -> Scope | None:
    kinds = {kind.value for kind in JobKind}
    if typed["kind"] and typed["kind"] not in kinds:
        faults["kind"] = f"There is no kind {typed['kind'][:40]!r}"
        return None
    kind = JobKind(typed["kind"]) if typed["kind"] else None
    try:
        return scope_of(typed["tenant"] or None, kind, typed["store"] or None)
    except WrongUse:
        faults["kind" if kind else "store"] = "Choose one thing: a tenant, one of its stores, or a kind"
        return None


def _until(text: str, now: datetime, zone: tzinfo, faults: dict[str, str]) -> datetime | None:
    if not text:
        return None
    try:
        at = time_in(text, zone)
    except ValueError:
        faults["until"] = f"{text[:40]!r} is no time such as 2026-11-27T07:00"
        return None
    if at <= now:
        faults["until"] = "This is over already"
    return at
