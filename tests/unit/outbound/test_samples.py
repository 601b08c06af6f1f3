"""Each folder of tests/samples/outbound-order is one case: both sides and our settings in, Omnium's writes out.

`flow.json` is the order in Flow, `omnium.json` the same order in Omnium if that has it, `others.json` what else Flow has of
that, `customer.json` its customer in Flow; for a return `original.json` and `original-omnium.json` are the order that it
gives back. `settings.json` holds sections of the tenant file, and what else both systems say of the tenant. Expected is
`writes.json`.
"""

import json
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel

from flow_omnium.flow.models import Customer, Order
from flow_omnium.flow.models import Tenant as FlowTenant
from flow_omnium.flow.payment_methods import PaymentMethod
from flow_omnium.flow.state_words import order_in_our_words
from flow_omnium.jobs.sync import Write
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.outcomes import JobInterrupted
from flow_omnium.rest.exact_json import decode, encode
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.tenants import a_tenant, tenant_document
from flow_omnium.testing.writes import dumped
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.plan import plan

SAMPLES = Path(__file__).parents[2] / "samples" / "outbound-order"
CASES = sorted(SAMPLES.iterdir())
SETTINGS = (
    "OMNIUM_DEFAULT_SHIPPING_METHOD_ID",
    "OMNIUM_INCLUDE_MAIN_PACKAGE_IN_ORDER_ITEMS",
    "OMNIUM_PROPERTY_PREFIX",
    "OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID",
)
M = TypeVar("M", bound=BaseModel)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_order_becomes_the_expected_writes(case: Path) -> None:
    assert outcome_of(case) == decode((case / "writes.json").read_bytes())


@pytest.mark.parametrize("setting", SETTINGS)
def test_two_samples_differ_in_a_setting_alone_and_in_their_writes(setting: str) -> None:
    by_the_rest: dict[str, set[str]] = {}
    for case in CASES:
        by_the_rest.setdefault(all_but(setting, case), set()).add((case / "writes.json").read_text())
    assert any(len(writes) > 1 for writes in by_the_rest.values())


def all_but(setting: str, case: Path) -> str:
    settings = json.loads((case / "settings.json").read_text())
    settings.get("parameters", {}).pop(setting, None)
    others = (path for path in sorted(case.iterdir()) if path.name not in ("settings.json", "writes.json"))
    return json.dumps([settings, {path.name: path.read_text() for path in others}])


def outcome_of(case: Path) -> dict[str, Any]:
    try:
        planned = plan(gathered(case))
    except JobInterrupted as interruption:
        return {"outcome": type(interruption).__name__, "reason": str(interruption)}
    flags = {"flags": list(planned.flags)} if planned.flags else {}
    if planned.writes:
        return {"writes": [shown(write) for write in planned.writes], **flags}
    return {"outcome": "Ignored", "reason": planned.reason, **flags}


def gathered(case: Path) -> Gathered:
    settings = json.loads((case / "settings.json").read_text())
    tenant = tenant_of(settings)
    order = order_of(case / "flow.json", tenant)
    assert order is not None
    return Gathered(
        tenant=tenant,
        order=order,
        omnium=document_of(case / "omnium.json", OmniumOrder)
        or document_of(case / "original-omnium.json", OmniumOrder),
        others=others_of(case / "others.json", tenant),
        original=order_of(case / "original.json", tenant),
        original_may_come=settings.get("originalMayCome", True),
        customer=document_of(case / "customer.json", Customer),
        flow_tenant=read_as(FlowTenant, settings["flowTenant"]),
        payment_methods=[read_as(PaymentMethod, method) for method in settings.get("methodsInFlow", ())],
        cancelled_statuses=frozenset(settings.get("cancelledStatuses", ())),
    )


def order_of(path: Path, tenant: Tenant) -> Order | None:
    order = document_of(path, Order)
    return order and order_in_our_words(order, tenant.flow.states)


def others_of(path: Path, tenant: Tenant) -> list[Order]:
    found = decode(path.read_bytes()) if path.exists() else []
    return [order_in_our_words(read_as(Order, one), tenant.flow.states) for one in found]


def tenant_of(settings: dict[str, Any]) -> Tenant:
    sections = ("stores", "paymentMethods", "orderStatuses", "orderTypes")
    given = {name: settings[name] for name in sections if name in settings}
    parameters = {**tenant_document()["parameters"], **settings.get("parameters", {})}
    flow = {**tenant_document()["flow"], **settings.get("flow", {})}
    return a_tenant(parameters=parameters, flow=flow, **given)


def document_of(path: Path, model: type[M]) -> M | None:
    return read_as(model, decode(path.read_bytes())) if path.exists() else None


def shown(write: Write) -> dict[str, Any]:
    told = dumped(write, "python")
    told.pop("fields", None)  # what is told of a write stands in tests of its own
    written: dict[str, Any] = decode(encode({type(write).__name__: told}))
    return written
