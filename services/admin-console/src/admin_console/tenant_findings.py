"""What a check of a tenant finds, step by step, and how it is shown. No I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Verdict = Literal["ok", "wrong", "not checked"]
_VERDICT_WIDTH = len("not checked")


@dataclass(frozen=True)
class Finding:
    """Whether something is so; the reason says in words why not."""

    what: str
    verdict: Verdict
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.verdict:<{_VERDICT_WIDTH}}  {self.what}{f': {self.reason}' if self.reason else ''}"


@dataclass(frozen=True)
class Obstacle:
    """At which of the steps it went no further, and why."""

    step: str
    reason: str


def findings(steps: Sequence[str], obstacle: Obstacle | None) -> Iterator[Finding]:
    """Judge steps of which each needs the one before: what comes behind the obstacle is not checked."""
    is_behind = False
    for step in steps:
        if obstacle is not None and step == obstacle.step:
            is_behind = True
            yield Finding(step, "wrong", obstacle.reason)
        else:
            yield Finding(step, "not checked" if is_behind else "ok")


def unchecked(steps: Sequence[str], reason: str) -> Iterator[Finding]:
    """Say of every step that it was not checked, and why."""
    return (Finding(step, "not checked", reason) for step in steps)


def all_is_well(found: Sequence[Finding]) -> bool:
    """Tell whether everything was checked and is as it should be."""
    return all(finding.verdict == "ok" for finding in found)


def document(tenant_uid: str, found: Sequence[Finding]) -> dict[str, Any]:
    """Describe the findings for programs."""
    return {"tenantUid": tenant_uid, "ok": all_is_well(found), "findings": [asdict(each) for each in found]}
