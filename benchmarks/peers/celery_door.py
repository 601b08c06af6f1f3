"""FastAPI in front of Celery: `python -m benchmarks.peers.celery_door`.

The route is a plain function, so FastAPI runs it in its thread pool: `delay` blocks until the broker confirms.
"""

from typing import Annotated, Any

from fastapi import Body, FastAPI, Header, HTTPException

from benchmarks.peers.celery_app import empty_task
from benchmarks.peers.environment import is_authentic
from benchmarks.peers.uvicorn_door import serve

app = FastAPI()


@app.post("/events", status_code=202)
def accept(
    event: Annotated[dict[str, Any], Body()], authorization: Annotated[str | None, Header()] = None
) -> dict[str, str]:
    """Check the secret, hand the event to Celery, answer."""
    if not is_authentic(authorization):
        raise HTTPException(401)
    empty_task.delay(event)
    return {"outcome": "queued"}


@app.get("/readyz")
def ready() -> dict[str, str]:
    """Be ready."""
    return {"status": "ok"}


if __name__ == "__main__":
    serve(app)
