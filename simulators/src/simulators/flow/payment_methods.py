"""The tenant's ways to pay, and what other systems call them."""

from collections.abc import Iterable

from aiohttp import web

from simulators.documents import Document
from simulators.flow.guard import TENANT
from simulators.flow.listing import paged
from simulators.flow.tenant import PaymentMethod
from simulators.refusal import Refusal


async def list_payment_methods(request: web.Request) -> web.Response:
    """List the ways to pay, only those mapped to a system when one is asked for."""
    system_code = request.query.get("systemCode")
    methods = enumerate(request[TENANT].settings.payment_methods, start=1)
    shown = [shown_method(method, place) for place, method in methods if is_mapped(method, system_code)]
    return paged(request, shown)


def is_mapped(method: PaymentMethod, system_code: str | None) -> bool:
    """Tell whether a system knows a method; no system, or an empty one, asks for nothing."""
    return not system_code or system_code in {one.system_code for one in method.external_system_mappings}


def method_of(methods: Iterable[PaymentMethod], settlement_code: str) -> PaymentMethod:
    """Find the method of a code. Raises Refusal 400 for one that the tenant does not have, or not now."""
    for method in methods:
        if method.settlement_code == settlement_code and method.active:
            return method
    raise Refusal(400, f"settlementCode: '{settlement_code}' is not an active payment method of the tenant")


def method_uid(method: PaymentMethod) -> str:
    """Make the uid of a method."""
    return f"method-{method.settlement_code.lower()}"


def shown_method(method: PaymentMethod, position: int) -> Document:
    """Show a method as Flow does."""
    uid = method_uid(method)
    mappings = [
        {**mapping.model_dump(by_alias=True), "tenantPaymentMethodMappingUid": f"{uid}-{number}"}
        for number, mapping in enumerate(method.external_system_mappings, start=1)
    ]
    return {
        "tenantPaymentMethodUid": uid,
        "active": method.active,
        "name": method.name,
        "description": None,
        "settlementCode": method.settlement_code,
        "paymentMethod": {"paymentCode": method.settlement_code, "name": method.name},
        "allowRefund": True,
        "allowSale": True,
        "allowCashback": False,
        "parameters": [],
        "externalSystemMappings": mappings,
        "position": position,
        "visibility": "FEATURED",
    }
