"""The control routes of webhooks: who is told, and what was tried."""

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.flow.known_tenant import known_tenant
from simulators.flow.state import STATE
from simulators.flow.webhooks.subscriptions import SubscriptionOrder
from simulators.write_model import written


async def subscribe(request: web.Request) -> web.Response:
    """Add a subscription."""
    order = await written(request, SubscriptionOrder)
    subscription = request.app[STATE].subscribe(known_tenant(request), order)
    return json_answer({"id": subscription.subscription_id}, status=201)


async def list_subscriptions(request: web.Request) -> web.Response:
    """List the subscriptions; header values stay hidden."""
    return json_answer([one.shown() for one in known_tenant(request).subscriptions.values()])


async def unsubscribe_all(request: web.Request) -> web.Response:
    """End every subscription; webhooks under way are still tried."""
    known_tenant(request).subscriptions.clear()
    return empty_answer(204)


async def list_deliveries(request: web.Request) -> web.Response:
    """List every attempt to deliver a webhook, in order."""
    return json_answer([attempt.shown() for attempt in known_tenant(request).attempts])
