"""How a plan is shown. No I/O."""

from collections.abc import Iterator
from typing import Any

from flow_omnium.jobs.sync import AGREED, FieldChange, Plan


def document(plan: Plan) -> dict[str, Any]:
    """Describe a plan for programs."""
    told = [write.describe() for write in plan.writes]
    return {
        "writes": [
            {"what": write.what, "fields": [_field(field) for field in write.fields]} for write in told
        ],
        "reason": None if told or plan.failure else plan.reason or AGREED,
        "flags": list(plan.flags),
        "failure": None if plan.failure is None else str(plan.failure),
    }


def lines_of(plan: Plan) -> Iterator[str]:
    """Describe a plan for people: each write, and below it each field, old → new."""
    if not plan.writes and plan.failure is None:
        yield f"Nothing would be written: {plan.reason or AGREED}"
    for number, write in enumerate(plan.writes, start=1):
        told = write.describe()
        yield f"{number}. {told.what}"
        yield from (f"     {field}" for field in told.fields)
    yield from (f"ATTENTION {flag}" for flag in plan.flags)
    if plan.failure is not None:
        yield f"FAILS {plan.failure}"


def _field(field: FieldChange) -> dict[str, str | None]:
    return {"field": field.field, "old": field.old, "new": field.new}
