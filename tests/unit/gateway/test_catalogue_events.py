"""Which events of Omnium's catalogue need which job, and of which tenants (catalog.md 5)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.runtime.client_address import ClientAddress
from flow_omnium.runtime.metrics import GatewayMetrics, Registrar
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.tenants import a_tenant
from webhook_gateway.acceptance import Acceptance
from webhook_gateway.admission import Admission, BadEventError, Unwanted, Wanted
from webhook_gateway.authentication import SenderAuthentication
from webhook_gateway.omnium_events import admit_omnium_event
from webhook_gateway.routes import EventRoutes
from webhook_gateway.tenants import GatewayTenant
from webhook_gateway.throttle import Throttle, ThrottleLimits


def admitted(class_name: str, **event: Any) -> Admission:
    return admit_omnium_event({"className": class_name, **event})


def job_of(admission: Admission) -> tuple[JobKind, str]:
    assert isinstance(admission, Wanted)
    return admission.kind, admission.key


@pytest.mark.parametrize("class_name", ["Product", "product", " PRODUCT "])
@pytest.mark.parametrize("category", ["Created", "Updated", "Deleted", "Imported"])
def test_a_saved_product_makes_its_export(class_name: str, category: str) -> None:
    assert job_of(admitted(class_name, category=category, objectId="mug")) == (JobKind.PRODUCT_EXPORT, "mug")


@pytest.mark.parametrize("object_id", [None, "", "  ", [], {}, True, "x" * 257, "a\nb"])
def test_a_product_event_that_names_none_stands_for_whatever_has_changed(object_id: object) -> None:
    admission = admitted("Product", category="Updated", objectId=object_id)
    assert job_of(admission) == (JobKind.PRODUCT_EXPORT, "*")


@pytest.mark.parametrize("object_id", ["oslo", None, []])
def test_all_store_events_make_one_job(object_id: object) -> None:
    assert job_of(admitted("Store", category="Updated", objectId=object_id)) == (
        JobKind.STORE_EXPORT,
        "stores",
    )


@pytest.mark.parametrize(
    ("class_name", "kind"),
    [
        ("PurchaseOrder", JobKind.PURCHASE_ORDER_EXPORT),
        ("purchaseorder", JobKind.PURCHASE_ORDER_EXPORT),
        ("Delivery", JobKind.DELIVERY_EXPORT),
    ],
)
@pytest.mark.parametrize("category", ["Created", "Updated", "Canceled", "Deleted", "Workflow"])
def test_a_saved_purchase_order_or_delivery_makes_its_export(
    class_name: str, kind: JobKind, category: str
) -> None:
    assert job_of(admitted(class_name, category=category, objectId="PO-1")) == (kind, "PO-1")


@pytest.mark.parametrize("class_name", ["PurchaseOrder", "Delivery"])
def test_an_event_of_a_purchase_order_or_delivery_names_its_record(class_name: str) -> None:
    with pytest.raises(BadEventError, match="objectId"):
        admitted(class_name, category="Updated")


@pytest.mark.parametrize(
    ("class_name", "operations"),
    [
        ("Product", (140101, 140110, 240100, 240119, 510102, "140102")),
        ("Store", (270100, 270102, 370100, 370107, "370103")),
        ("PurchaseOrder", (151102, 251100, 251116, 351100, 351104, "351103")),
        ("Delivery", (252101, 252115, 352112, 352116, "352114")),
    ],
)
def test_an_operation_counts_whatever_its_category_is_called(
    class_name: str, operations: tuple[object, ...]
) -> None:
    for operation in operations:
        admission = admitted(class_name, category="Batch", operationId=operation, objectId="1")
        assert isinstance(admission, Wanted), operation


@pytest.mark.parametrize(
    "operation",
    [140100, 140111, 240120, 510101, 510103, 270100, None, True, 140102.5, "x", "9" * 5000, [140102]],
)
def test_another_operation_of_another_category_is_ignored(operation: object) -> None:
    admission = admitted("Product", category="Comment", operationId=operation, objectId="1")
    assert isinstance(admission, Unwanted)
    assert admission.reason


@pytest.mark.parametrize("class_name", ["Inventory", "ProductCategory", "Market"])
def test_events_of_other_classes_are_ignored_but_only_where_they_name_a_record(class_name: str) -> None:
    assert isinstance(admitted(class_name, category="Updated", objectId="1"), Unwanted)
    with pytest.raises(BadEventError, match="objectId"):
        admitted(class_name, category="Updated")


class TwoTenants:
    """One whose catalogue is exported, one whose is not."""

    is_current = True

    def find(self, tenant_uid: str) -> GatewayTenant | None:
        """See `routes.Tenants`."""
        exported = {"enabled": tenant_uid == "exports", "markets": ["nor"]}
        return GatewayTenant.of(a_tenant(tenant_uid, catalog=exported))

    async def lookup(self, tenant_uid: str) -> GatewayTenant | None:
        """See `routes.Tenants`."""
        return self.find(tenant_uid)


@asynccontextmanager
async def gateway(publisher: MemoryPublisher) -> AsyncIterator[TestClient[Any, Any]]:
    metrics = GatewayMetrics(Registrar())
    acceptance = Acceptance(MemoryLedger(), Dispatch(publisher), FixedClock(), metrics)
    authentication = SenderAuthentication(ClientAddress(()), Throttle(ThrottleLimits()), metrics)
    app = web.Application()
    app.add_routes(EventRoutes(TwoTenants(), authentication, acceptance, metrics).routes())
    async with TestClient(TestServer(app)) as client:
        yield client


async def outcome_of(client: TestClient[Any, Any], tenant_uid: str, class_name: str) -> str:
    event = {"className": class_name, "category": "Updated", "objectId": "1"}
    secret = {"Authorization": f"Bearer {tenant_uid}-webhook-secret"}
    answer = await client.post(f"/v1/tenants/{tenant_uid}/omnium/events", json=event, headers=secret)
    assert answer.status == 202, await answer.text()
    return str((await answer.json())["outcome"])


@pytest.mark.parametrize("class_name", ["Product", "Store", "PurchaseOrder", "Delivery"])
async def test_an_export_is_only_for_tenants_whose_catalogue_is_exported(class_name: str) -> None:
    publisher = MemoryPublisher()
    async with gateway(publisher) as client:
        assert await outcome_of(client, "keeps", class_name) == "ignored"
        assert publisher.published == []
        assert await outcome_of(client, "exports", class_name) == "queued"
        assert await outcome_of(client, "keeps", "Order") == "queued"
