"""An OIDC issuer beside a browser's test, which waits for no event loop: it serves on a thread of its own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from local_stack.errors import StackError
from rigs.issuer.issuer import CLIENT_ID, CLIENT_SECRET, Issuer, running_issuer

START_SECONDS: Final = 10


@contextmanager
def issuer_beside() -> Iterator[Issuer]:
    """Serve an issuer until the block ends; it knows one person, whose groups the test sets."""
    loop, started, found = asyncio.new_event_loop(), threading.Event(), list[Issuer]()
    ending = asyncio.Event()

    async def serve() -> None:
        async with running_issuer() as issuer:
            found.append(issuer)
            started.set()
            await ending.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        if not started.wait(START_SECONDS):
            raise StackError("the issuer does not start")
        yield found[0]
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join()
        loop.close()


def settings_of(issuer: Issuer, roles: str) -> dict[str, str]:
    """Return what a console is told of it; `roles` as CONSOLE_OIDC_ROLES has them."""
    return {
        "CONSOLE_OIDC_ISSUER": issuer.url,
        "CONSOLE_OIDC_CLIENT_ID": CLIENT_ID,
        "CONSOLE_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "CONSOLE_OIDC_ROLES": roles,
    }
