"""The limit: aiohttp and one confirmed publication, nothing else. `python -m benchmarks.peers.bare`."""

import asyncio
import uuid

import aio_pika
import orjson
import uvloop
from aio_pika.abc import AbstractExchange
from aiohttp import web

from benchmarks.peers.environment import AMQP_URL, HTTP_HOST, HTTP_PORT, QUORUM, is_authentic

QUEUE = "bench_bare"


async def main() -> None:
    """Serve until killed."""
    async with await aio_pika.connect(AMQP_URL) as connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        await channel.declare_queue(QUEUE, durable=True, arguments=dict(QUORUM))
        runner = web.AppRunner(_app(channel.default_exchange), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, HTTP_HOST, HTTP_PORT).start()
        await asyncio.Event().wait()


def _app(exchange: AbstractExchange) -> web.Application:
    async def accept(request: web.Request) -> web.Response:
        if not is_authentic(request.headers.get("Authorization")):
            return web.Response(status=401)
        body = await request.read()
        orjson.loads(body)
        message = aio_pika.Message(
            body,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=uuid.uuid4().hex,
        )
        await exchange.publish(message, routing_key=QUEUE, mandatory=True)
        return web.Response(status=202, body=b'{"outcome":"queued"}', content_type="application/json")

    async def ready(_request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/events", accept), web.get("/readyz", ready)])
    return app


if __name__ == "__main__":
    uvloop.run(main())
