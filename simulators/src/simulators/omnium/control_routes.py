"""The control routes of the Omnium simulator alone: switches, users, tokens, raw data, events."""

from typing import Any

from aiohttp import web
from pydantic import Field

from simulators.answers import empty_answer, json_answer
from simulators.omnium.config import OmniumConfig
from simulators.omnium.events import Caller
from simulators.omnium.models.customer import CustomerKind
from simulators.omnium.orders.commit import raise_change, stamp
from simulators.omnium.orders.totals import calculate
from simulators.omnium.state import STATE
from simulators.omnium.subscriptions import SubscriptionOrder
from simulators.omnium.tokens import ApiUser
from simulators.routing import Table
from simulators.write_model import WriteModel, checked, json_object, written


class UserOrder(WriteModel):
    """An API user to add."""

    client_id: str = Field(min_length=1)
    client_secret: str = Field(min_length=1)


class RawEvent(WriteModel):
    """An event body to send as it is."""

    event: dict[str, Any]


class CustomerPath(WriteModel):
    """Whether a customer is private or business."""

    kind: CustomerKind


def omnium_control_table() -> Table:
    """List the control routes."""
    return {
        "/_sim/config": {"GET": show_config, "PATCH": change_config},
        "/_sim/users": {"POST": add_user},
        "/_sim/tokens": {"GET": count_tokens},
        "/_sim/tokens/revoke": {"POST": revoke_tokens},
        "/_sim/subscriptions": {"GET": list_subscriptions, "POST": subscribe, "DELETE": unsubscribe_all},
        "/_sim/deliveries": {"GET": list_deliveries},
        "/_sim/events": {"GET": list_events, "POST": send_event},
        "/_sim/orders": {"GET": list_orders},
        "/_sim/orders/{id}": {"PUT": put_raw_order},
        "/_sim/invoices": {"GET": list_invoices},
        "/_sim/customers": {"GET": list_customers},
        "/_sim/customers/{kind}/{id}": {"PUT": put_raw_customer},
    }


async def show_config(request: web.Request) -> web.Response:
    """Show every switch."""
    return json_answer(request.app[STATE].config.model_dump(by_alias=True))


async def change_config(request: web.Request) -> web.Response:
    """Change the sent switches."""
    state = request.app[STATE]
    changes = await json_object(request)
    state.config = checked(OmniumConfig, {**state.config.model_dump(by_alias=True), **changes})
    return await show_config(request)


async def add_user(request: web.Request) -> web.Response:
    """Add an API user."""
    user = await written(request, UserOrder)
    request.app[STATE].tokens.add_user(ApiUser(user.client_id, user.client_secret))
    return json_answer({"clientId": user.client_id}, status=201)


async def count_tokens(request: web.Request) -> web.Response:
    """Count token requests and the tokens given out; the tokens themselves are never shown."""
    tokens = request.app[STATE].tokens
    return json_answer({"requests": tokens.requests, "issued": tokens.issued_count})


async def revoke_tokens(request: web.Request) -> web.Response:
    """Make every token invalid at once."""
    request.app[STATE].tokens.revoke_all()
    return empty_answer(204)


async def subscribe(request: web.Request) -> web.Response:
    """Add an event subscription."""
    subscription = request.app[STATE].subscribe(await written(request, SubscriptionOrder))
    return json_answer({"id": subscription.subscription_id}, status=201)


async def list_subscriptions(request: web.Request) -> web.Response:
    """List the subscriptions; header values stay hidden."""
    return json_answer([item.shown() for item in request.app[STATE].subscriptions.values()])


async def unsubscribe_all(request: web.Request) -> web.Response:
    """End every subscription."""
    request.app[STATE].subscriptions.clear()
    return empty_answer(204)


async def list_deliveries(request: web.Request) -> web.Response:
    """List every attempt to deliver an event."""
    return json_answer(request.app[STATE].deliverer.listed())


async def list_events(request: web.Request) -> web.Response:
    """List every event that was raised, whole."""
    return json_answer(request.app[STATE].events)


async def send_event(request: web.Request) -> web.Response:
    """Send a body as it is to every subscription, past filters and variants; with `?logged=true` it stands in the log too."""
    state = request.app[STATE]
    body = (await written(request, RawEvent)).event
    if _is_on(request, "logged"):
        state.events.append(body)
    for subscription in state.subscriptions.values():
        state.deliverer.send(subscription, body, state.config)
    return empty_answer(202)


async def list_orders(request: web.Request) -> web.Response:
    """List all orders as they are."""
    return json_answer(request.app[STATE].orders.every())


async def put_raw_order(request: web.Request) -> web.Response:
    """Store a document as it is; `?compute=true` works out totals and version, `?event=true` raises an event."""
    state, order_id = request.app[STATE], request.match_info["id"]
    order = {"id": order_id, **await json_object(request)}
    if _is_on(request, "compute"):
        calculate(order, state.config.default_tax_rate)
        stamp(state, order)
    state.orders.put(order_id, order, state.config.index_lag_seconds)
    if _is_on(request, "event"):
        raise_change(state, "stored", order, Caller("simulator", "PUT /_sim/orders"))
    return json_answer(order)


async def list_invoices(request: web.Request) -> web.Response:
    """List all invoices; each file tells the sha256 of its bytes."""
    return json_answer(request.app[STATE].invoices.with_fingerprints())


async def list_customers(request: web.Request) -> web.Response:
    """List all customers of both kinds as they are."""
    customers = request.app[STATE].customers.items()
    return json_answer(
        [{"kind": kind, "customerId": customer_id, **customer} for (kind, customer_id), customer in customers]
    )


async def put_raw_customer(request: web.Request) -> web.Response:
    """Store a customer as it is."""
    kind = checked(CustomerPath, {"kind": request.match_info["kind"]}).kind
    customer = await json_object(request)
    request.app[STATE].customers[kind, request.match_info["id"]] = customer
    return json_answer(customer)


def _is_on(request: web.Request, name: str) -> bool:
    return request.query.get(name, "").lower() == "true"
