"""Each folder of tests/samples/outbound-customer is one case: Flow's customer and Omnium's in, our writes out."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.models import Customer as OmniumCustomer
from flow_omnium.runtime.exact_json import decode
from flow_omnium.runtime.wire import read_as
from flow_omnium.tenants.orders import SHARED_CUSTOMER_IDS
from flow_omnium.tenants.parameters import Parameters
from order_sync.customers.gather import rules_of
from order_sync.customers.plan import plan_customer
from order_sync.customers.sides import CustomerSides

SAMPLES = Path(__file__).parents[2] / "samples" / "outbound-customer"
CASES = sorted(SAMPLES.iterdir())
CREDENTIALS = {"OMNIUM_CLIENT_ID": "client", "OMNIUM_CLIENT_SECRET": "secret"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_customer_becomes_the_expected_writes(case: Path) -> None:
    assert shown(plan_customer(sides_of(case))) == json.loads((case / "writes.json").read_text())


def sides_of(case: Path) -> CustomerSides:
    settings = json.loads((case / "settings.json").read_text())
    customer = read_as(FlowCustomer, decode((case / "flow.json").read_bytes()))
    parameters = Parameters.model_validate({**CREDENTIALS, **settings["parameters"]})
    found, path = None, case / "omnium.json"
    if path.exists():
        found = read_as(OmniumCustomer, decode(path.read_bytes()))
    shared = frozenset(settings.get("sharedCustomerIds", SHARED_CUSTOMER_IDS))
    rules = rules_of(parameters, settings["countryCode"], shared)
    return CustomerSides(customer, found, False, rules, tuple(settings.get("others", ())))


def shown(plan: Plan) -> dict[str, Any]:
    told: dict[str, Any] = {"writes": [document(write) for write in plan.writes]}
    return told | ({"flags": list(plan.flags)} if plan.flags else {})


def document(write: Write) -> dict[str, Any]:
    dumped = TypeAdapter[Any](type(write)).dump_python(write, mode="json", by_alias=True, exclude_none=True)
    # What was there before is told to people; it is no part of what is sent.
    dumped.pop("before", None)
    return {type(write).__name__: dumped}
