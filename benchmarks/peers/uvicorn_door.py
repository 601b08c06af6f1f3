"""How both FastAPI doors are served: uvicorn on uvloop and httptools, one process, no access log."""

import uvicorn
from fastapi import FastAPI

from benchmarks.peers.environment import HTTP_HOST, HTTP_PORT


def serve(app: FastAPI) -> None:
    """Serve until told to stop."""
    uvicorn.run(
        app,
        host=HTTP_HOST,
        port=HTTP_PORT,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
