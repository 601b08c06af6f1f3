"""Each folder of tests/samples/order-receipt is one case: Flow's receipts and Omnium's invoices in, our writes out.

`original` is the order that a return gives back; `originalIsExpected` false says that Omnium never had it.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.flow.models import Customer, Order, Receipt
from flow_omnium.flow.models import Tenant as FlowTenant
from flow_omnium.flow.payment_methods import PaymentMethod
from flow_omnium.flow.state_words import receipt_in_our_words
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.models import Invoice
from flow_omnium.rest.exact_json import decode
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.tenants import a_tenant, tenant_document
from flow_omnium.testing.writes import dumped
from order_sync.receipts.changes import AttachDocument
from order_sync.receipts.gathered import (
    InvoiceContext,
    ReceiptFacts,
    context_of,
    lacks_document,
    order_of_return,
)
from order_sync.receipts.plan import plan_receipts, reason_to_keep
from order_sync.to_omnium.payments import PaymentNames

SAMPLES = Path(__file__).parents[2] / "samples" / "order-receipt"
CASES = sorted(SAMPLES.iterdir())
CREDENTIALS = {"OMNIUM_CLIENT_ID": "client", "OMNIUM_CLIENT_SECRET": "secret"}
A_PDF = "%PDF-1.4"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_receipts_become_the_expected_writes(case: Path) -> None:
    assert outcome_of(case) == json.loads((case / "writes.json").read_text())


def outcome_of(case: Path) -> dict[str, Any]:
    flow, tenant = decode((case / "flow.json").read_bytes()), tenant_of(case)
    if reason := reason_to_keep(tenant.parameters):
        return {"reason": reason, "writes": []}
    return shown(plan_receipts(facts(flow, invoices_of(case), tenant), context(flow, tenant)))


def tenant_of(case: Path) -> Tenant:
    settings = json.loads((case / "settings.json").read_text())
    flow = {**tenant_document()["flow"], **settings.pop("flow", {})}
    return a_tenant(**{**settings, "flow": flow, "parameters": {**CREDENTIALS, **settings["parameters"]}})


def invoices_of(case: Path) -> dict[str, Invoice]:
    path = case / "omnium.json"
    found = decode(path.read_bytes())["invoices"] if path.exists() else []
    return {invoice["id"]: read_as(Invoice, invoice) for invoice in found}


def facts(flow: Any, invoices: dict[str, Invoice], tenant: Tenant) -> list[ReceiptFacts]:
    documents, found = flow.get("documents", {}), []
    for read in flow["receipts"]:
        receipt = receipt_in_our_words(read_as(Receipt, read), tenant.flow.states)
        uid = receipt.order_receipt_uid
        invoice = invoices.get(uid)
        document = documents.get(uid, A_PDF).encode() if lacks_document(receipt, invoice) else None
        found.append(ReceiptFacts(receipt, invoice, document))
    return found


def context(flow: Any, tenant: Tenant) -> InvoiceContext:
    methods = [read_as(PaymentMethod, method) for method in flow.get("paymentMethods", [])]
    customers = [read_as(Customer, customer) for customer in flow.get("customers", [])]
    order = read_as(Order, flow["order"])
    original = read_as(Order, flow["original"]) if "original" in flow else None
    is_expected = flow.get("originalIsExpected", True)
    return context_of(
        tenant,
        order=order,
        customers={customer.customer_uid: customer for customer in customers},
        names=PaymentNames(tenant.payment_methods, methods),
        known=read_as(FlowTenant, flow["tenant"]),
        now=datetime(2026, 3, 2, 9, tzinfo=UTC),
        credited=order_of_return(order, original, is_expected=is_expected),
    )


def shown(plan: Plan) -> dict[str, Any]:
    failure = {} if plan.failure is None else {"failure": str(plan.failure)}
    flags = {"flags": list(plan.flags)} if plan.flags else {}
    return {"writes": [document(write) for write in plan.writes], **flags, **failure}


def document(write: Write) -> dict[str, Any]:
    if isinstance(write, AttachDocument):
        return {"AttachDocument": {"receiptUid": write.receipt_uid, "fileName": write.file_name}}
    told = dumped(write)
    return {type(write).__name__: told}
