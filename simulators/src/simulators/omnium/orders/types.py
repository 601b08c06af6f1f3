"""The order types of the tenant and what their statuses mean; clients go by the flags, not by names."""

import re

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.omnium.config import OmniumConfig
from simulators.omnium.orders import statuses
from simulators.omnium.state import STATE


async def get_order_types(request: web.Request) -> web.Response:
    """List every configured order type, each with all statuses."""
    config = request.app[STATE].config
    return json_answer([order_type(name, config) for name in config.order_types])


def order_type(name: str, config: OmniumConfig) -> Document:
    """Describe an order type."""
    return {
        "name": name,
        "defaultOrderType": False,
        "enableEdit": True,
        "disableWorkflow": False,
        "enableCreateFromCart": False,
        "deriveOrderStatusFromShipments": False,
        "defaultExternalIdProvider": None,
        "orderStatuses": [
            order_status(status, place, config) for place, status in enumerate(config.known_statuses, start=1)
        ],
    }


def order_status(name: str, place: int, config: OmniumConfig) -> Document:
    """Describe a status; one of the tenant's own carries a flag only when it ends an order as cancelled."""
    return {
        "name": name,
        "displayName": display_name(name),
        "order": place,
        "isInProgressStatus": name in statuses.PROCESSING,
        "isDeliveredStatus": name in statuses.DONE,
        "isCanceledStatus": name in (*config.canceled_statuses, statuses.DELETED),
        "isPicked": name in statuses.PICKED,
        "availableSteps": [],
        "enforceAvailableStepsPolicy": False,
        "mainOrderStatus": None,
        "shipmentStatusUpdate": None,
        "workflowSteps": [],
    }


def display_name(name: str) -> str:
    """Write a name as staff read it: `ReadyForPickup` is shown as `Ready for pickup`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()
