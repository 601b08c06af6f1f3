"""Each folder of tests/samples/inbound-order is one case: Omnium's order and our settings in, Flow's writes out."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from flow_omnium.flow.models import Order as FlowOrder
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.outcomes import JobInterrupted
from flow_omnium.runtime.exact_json import decode
from flow_omnium.runtime.wire import read_as
from flow_omnium.tenants.tenant import Parameters
from order_sync.inbound.changes import Change
from order_sync.inbound.context import InboundContext
from order_sync.inbound.omnium_to_flow import to_desired_order
from order_sync.inbound.plan import plan
from order_sync.inbound.readiness import require_ready

SAMPLES = Path(__file__).parents[2] / "samples" / "inbound-order"
CASES = sorted(SAMPLES.iterdir())
CREDENTIALS = {"OMNIUM_CLIENT_ID": "client", "OMNIUM_CLIENT_SECRET": "secret"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_order_becomes_the_expected_writes(case: Path) -> None:
    assert outcome_of(case) == json.loads((case / "flow.json").read_text())


def outcome_of(case: Path) -> dict[str, Any]:
    try:
        return {"writes": [shown(change) for change in planned(case)]}
    except JobInterrupted as interruption:
        return {"outcome": type(interruption).__name__, "reason": str(interruption)}


def planned(case: Path) -> tuple[Change, ...]:
    order = read_as(OmniumOrder, decode((case / "omnium.json").read_bytes()))
    require_ready(order)
    return plan(to_desired_order(order, context_of(case)), actual_of(case))


def context_of(case: Path) -> InboundContext:
    settings = json.loads((case / "settings.json").read_text())
    return InboundContext(
        parameters=Parameters.model_validate({**CREDENTIALS, **settings["parameters"]}),
        now=datetime.fromisoformat(settings["now"]),
        timezone=settings["timezone"],
        country=settings["countryCode"],
    )


def actual_of(case: Path) -> FlowOrder | None:
    path = case / "actual.json"
    return read_as(FlowOrder, decode(path.read_bytes())) if path.exists() else None


def shown(change: Change) -> dict[str, Any]:
    dumped = TypeAdapter[Any](type(change)).dump_python(change, mode="json", by_alias=True, exclude_none=True)
    return {type(change).__name__: dumped}
