"""FastAPI in front of FastStream: `python -m benchmarks.peers.faststream_door`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Body, FastAPI, Header, HTTPException

from benchmarks.peers.environment import is_authentic
from benchmarks.peers.faststream_broker import broker, queue
from benchmarks.peers.uvicorn_door import serve


@asynccontextmanager
async def _connected(_app: FastAPI) -> AsyncIterator[None]:
    async with broker:
        await broker.start()
        await broker.declare_queue(queue)
        yield


app = FastAPI(lifespan=_connected)


@app.post("/events", status_code=202)
async def accept(
    event: Annotated[dict[str, Any], Body()], authorization: Annotated[str | None, Header()] = None
) -> dict[str, str]:
    """Check the secret, publish the event, answer."""
    if not is_authentic(authorization):
        raise HTTPException(401)
    await broker.publish(event, queue=queue, persist=True, mandatory=True)
    return {"outcome": "queued"}


@app.get("/readyz")
async def ready() -> dict[str, str]:
    """Be ready."""
    return {"status": "ok"}


if __name__ == "__main__":
    serve(app)
