"""Each folder of tests/samples/outbound-customer is one case: Flow's customer and Omnium's in, our writes out."""

import json
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.models import Customer as OmniumCustomer
from flow_omnium.omnium.models import CustomerKind
from flow_omnium.rest.exact_json import decode
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.orders import SHARED_CUSTOMER_IDS
from flow_omnium.tenants.parameters import Parameters
from flow_omnium.testing.writes import dumped
from order_sync.customers.gather import rules_of
from order_sync.customers.gathered import CustomerSides, Guest, Memory, NumberHolder
from order_sync.customers.plan import plan_customer

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
    other_kind = settings.get("isOfOtherKind", False)
    return CustomerSides(
        customer,
        found,
        other_kind,
        rules,
        tuple(settings.get("others", ())),
        memory_of(settings.get("memory", {})),
        [holder_of(document) for document in settings.get("holders", ())],
    )


def memory_of(settings: dict[str, Any]) -> Memory:
    """What is kept of the customer, as the case says it."""
    return Memory(
        is_erased=settings.get("isErased", False),
        guest=Guest[settings.get("guest", "NO")],
        was_told=settings.get("wasTold", False),
        is_known=settings.get("isKnown", settings.get("wasTold", False)),
        own_fields=frozenset(settings.get("ownFields", ())),
        told_contacts=settings.get("toldContacts", False),
    )


def holder_of(document: dict[str, Any]) -> NumberHolder:
    """Somebody else in Omnium who has the loyalty id."""
    record = read_as(OmniumCustomer, document["record"])
    return NumberHolder(CustomerKind(document["kind"]), record, document["hasMoved"])


def shown(plan: Plan) -> dict[str, Any]:
    told: dict[str, Any] = {"writes": [document(write) for write in plan.writes]}
    return told | ({"flags": list(plan.flags)} if plan.flags else {})


def document(write: Write) -> dict[str, Any]:
    told = dumped(write)
    # What was there before is told to people, and what is kept of it stays with us; neither is sent.
    for name in ("before", "of_uid", "wanted"):
        told.pop(name, None)
    return {type(write).__name__: told}
