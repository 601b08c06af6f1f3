"""What operators did last. Who they are stays in the house: each is a number here; so do targets and reasons."""

from collections.abc import Sequence
from typing import Any, Final

from admin_console.diagnostics.sources import Sources, text_of
from flow_omnium.jobs.operator.audit_trail import AuditTrail, KeptEntry

_LATEST: Final = 100


async def acts(sources: Sources) -> list[dict[str, Any]]:
    """The latest acts, newest first."""
    return numbered(await AuditTrail(sources.database).latest(_LATEST))


def numbered(kept: Sequence[KeptEntry]) -> list[dict[str, Any]]:
    """Describe acts, their operators as numbers: the first one that is met is 1."""
    numbers: dict[str, int] = {}
    return [
        {
            "number": one.sequence,
            "at": text_of(one.at),
            "act": one.act,
            "operator": numbers.setdefault(one.by, len(numbers) + 1),
            "changed": one.count,
            "result": one.result,
        }
        for one in kept
    ]
