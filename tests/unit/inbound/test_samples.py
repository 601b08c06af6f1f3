"""Each folder of tests/samples/inbound-order is one case: Omnium's order and our settings in, Flow's writes out."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel

from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.flow.models import Order as FlowOrder
from flow_omnium.flow.payment_methods import PaymentMethod
from flow_omnium.flow.state_words import order_in_our_words
from flow_omnium.jobs.sync import Write
from flow_omnium.omnium.models import Customer as OmniumCustomer
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.outcomes import Ignored, JobInterrupted
from flow_omnium.rest.exact_json import decode
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.flow_states import FlowStates
from flow_omnium.tenants.orders import SHARED_CUSTOMER_IDS
from flow_omnium.tenants.tenant import OrderStatuses, OrderTypeNames, Parameters
from flow_omnium.testing.writes import dumped
from order_sync.inbound.allotment import PaymentRules
from order_sync.inbound.changes import CreateOrder
from order_sync.inbound.customer import NOBODY, CustomerFacts, named_in
from order_sync.inbound.gathered import Gathered, InboundContext
from order_sync.inbound.plan import decide
from order_sync.inbound.stores import Stores
from order_sync.order_stage import OrderStage, is_known, stage_of
from order_sync.order_types import OrderRule, rule_of
from order_sync.price_notes import PRICES_KEY

SAMPLES = Path(__file__).parents[2] / "samples" / "inbound-order"
CASES = sorted(SAMPLES.iterdir())
M = TypeVar("M", bound=BaseModel)
CREDENTIALS = {"OMNIUM_CLIENT_ID": "client", "OMNIUM_CLIENT_SECRET": "secret"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_order_becomes_the_expected_writes(case: Path) -> None:
    assert outcome_of(case) == json.loads((case / "flow.json").read_text())


def outcome_of(case: Path) -> dict[str, Any]:
    try:
        planned = decide(gathered(case))
    except JobInterrupted as interruption:
        return {"outcome": type(interruption).__name__, "reason": str(interruption)}
    told: dict[str, Any] = {"writes": [shown(change) for change in planned.writes]}
    if not planned.writes:
        told = {"outcome": "Ignored", "reason": planned.reason}
    return told | ({"flags": list(planned.flags)} if planned.flags else {})


def gathered(case: Path) -> Gathered:
    settings = json.loads((case / "settings.json").read_text())
    order = document_of(case / "omnium.json", OmniumOrder)
    states = FlowStates.model_validate(settings.get("flowStates", {}))
    actuals = actuals_of(case / "actual.json", states)
    if order is None:
        return Gathered(None, actuals, OrderStage.CANCELLED)
    context = context_of(settings)
    statuses = OrderStatuses.model_validate(settings.get("orderStatuses", {}))
    in_flow = settings.get("storesInFlow")
    return Gathered(
        order,
        actuals,
        stage_of(order.status, settings.get("cancelledStatuses", ()), statuses),
        context,
        facts_of(case, order),
        settings.get("isRerun", False),
        Stores(frozenset(settings.get("stores", ())), frozenset(in_flow) if in_flow is not None else None),
        is_known(order.status, statuses, settings.get("statusesInOmnium", ())),
        rule_in(order, context, actuals),
    )


def rule_in(order: OmniumOrder, context: InboundContext, actuals: Sequence[FlowOrder]) -> OrderRule | None:
    """Choose the rule as the gathering does: an order that a shop has goes on when its type is no more a shop's."""
    try:
        return rule_of(order.order_type, context.order_types)
    except Ignored:
        if not actuals:
            raise
        return None


def actuals_of(path: Path, states: FlowStates) -> Sequence[FlowOrder]:
    """What Flow has: an order, or a list of them; none without the file."""
    found = decode(path.read_bytes()) if path.exists() else []
    documents = found if isinstance(found, list) else [found]
    return [order_in_our_words(read_as(FlowOrder, one), states) for one in documents]


def context_of(settings: dict[str, Any]) -> InboundContext:
    return InboundContext(
        parameters=Parameters.model_validate({**CREDENTIALS, **settings["parameters"]}),
        now=datetime.fromisoformat(settings["now"]),
        timezone=settings["timezone"],
        country=settings["countryCode"],
        order_types=OrderTypeNames.model_validate(settings.get("orderTypes", {})),
        shared_customer_ids=frozenset(settings.get("sharedCustomerIds", SHARED_CUSTOMER_IDS)),
        shipping_product_uid=settings.get("shippingProductUid"),
        fee_product_uid=settings.get("feeProductUid"),
        payments=rules_of(settings),
    )


def rules_of(settings: dict[str, Any]) -> PaymentRules:
    """The shop's methods are written as `{code: Omnium's name}`, those of the tenant file and those mapped in Flow."""
    methods = [
        {
            "settlementCode": code,
            "active": True,
            "externalSystemMappings": [{"systemCode": "OMNIUM", "externalId": name}],
        }
        for code, name in settings.get("mappedInFlow", {}).items()
    ]
    return PaymentRules(
        choice=settings.get("inboundPayments", "auto"),
        own_names=settings.get("paymentMethods", {}),
        methods=[PaymentMethod.model_validate(method) for method in methods],
        currency=settings.get("currency"),
        cash_rounding=settings.get("cashRounding", 0),
    )


def facts_of(case: Path, order: OmniumOrder) -> CustomerFacts:
    """What the case says of the customer; where it says nothing, Flow knows him."""
    path = case / "customer.json"
    if not path.exists():
        known = order.customer_id and FlowCustomer(
            customer_uid=order.customer_id, external_id=order.customer_id
        )
        return CustomerFacts(in_flow=[known]) if known else NOBODY
    facts = json.loads(path.read_text())
    return CustomerFacts(
        in_flow=[read_as(FlowCustomer, found) for found in facts.get("inFlow", ())],
        of_uids=[read_as(FlowCustomer, found) for found in facts.get("ofUids", ())],
        in_omnium=read_as(OmniumCustomer, facts["inOmnium"]) if "inOmnium" in facts else None,
        named=named_in(order, order.customer_id or ""),
        is_erased=facts.get("isErased", False),
    )


def document_of(path: Path, model: type[M]) -> M | None:
    return read_as(model, decode(path.read_bytes())) if path.exists() else None


def shown(change: Write) -> dict[str, Any]:
    told = dumped(change)
    for name in ("fields", "as_omnium", "is_guest"):
        told.pop(name, None)  # what is told and kept of a change stands in tests of its own
    if isinstance(change, CreateOrder):
        # So does what is noted of the prices that an order is made at.
        told["order"] = without_prices(told["order"])
    return {type(change).__name__: told}


def without_prices(order: dict[str, Any]) -> dict[str, Any]:
    kept = [item for item in order.pop("properties", ()) if item["key"] != PRICES_KEY]
    return order | ({"properties": kept} if kept else {})
