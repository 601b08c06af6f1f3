"""How a service starts and stops: settings, logging, signals, exit codes.

Exit codes: 0 stopped as asked, 1 failed while running, 2 wrong settings.
"""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import uvloop
from prometheus_client import disable_created_metrics

from flow_omnium.runtime.http_server import raise_descriptor_limit, require_address
from flow_omnium.runtime.logging import configure_logging, get_logger, tell
from flow_omnium.runtime.settings.process import HttpSettings, LogSettings
from flow_omnium.runtime.settings.reading import SettingsError, read_settings

EXIT_STOPPED = 0
EXIT_FAILED = 1
EXIT_SETTINGS = 2

_Settings = TypeVar("_Settings", bound=LogSettings)
Serve = Callable[[_Settings, asyncio.Event], Awaitable[None]]
"""Opens what the service needs, works until the event is set, closes everything in order."""


def run_service(name: str, model: type[_Settings], serve: Serve[_Settings]) -> int:
    """Run one service until SIGTERM or SIGINT; a second signal stops it at once. Returns the exit code."""
    try:
        settings = read_settings(model)
    except SettingsError as error:
        tell(f"{name}: {error}")
        return EXIT_SETTINGS
    output = configure_logging(name, settings)
    # The library's `_created` series: one more of each, and nobody asks when one was made.
    disable_created_metrics()  # type: ignore[no-untyped-call]
    _spare_what_stays()
    raise_descriptor_limit()
    try:
        return uvloop.run(_run(name, settings, serve))
    finally:
        output.close()


_COLLECTED_AFTER: Final = 10_000
"""So many new objects make the collector look for circles; Python's own 700 cost a busy service a sixth of its time."""


_OLDER_AFTER: Final = (5, 2)
"""After so many looks at the new objects those that outlived one are looked at, and after so many of these all others: with
Python's own 10 and 10, circles of a million objects, some megabytes, would wait to be found."""


def _spare_what_stays() -> None:
    """Keep modules and models out of the garbage collection: a full one would stop the service for 50 ms at a time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECTED_AFTER, *_OLDER_AFTER)
    gc.enable()  # off since the program began


async def _run(name: str, settings: _Settings, serve: Serve[_Settings]) -> int:
    logger = get_logger("service")
    try:
        if isinstance(settings, HttpSettings):
            await require_address(settings.http_host, settings.http_port)
    except SettingsError as error:
        tell(f"{name}: {error}")
        return EXIT_SETTINGS
    stop = asyncio.Event()
    main = asyncio.ensure_future(serve(settings, stop))
    _on_signals(stop, main)
    logger.info("started", name=name)
    try:
        await main
    except asyncio.CancelledError:
        logger.warning("stopped at once", name=name)
        return EXIT_FAILED
    except SettingsError as error:
        tell(f"{name}: {error}")
        return EXIT_SETTINGS
    except Exception:
        logger.exception("failed", name=name)
        return EXIT_FAILED
    logger.info("stopped", name=name)
    return EXIT_STOPPED


def _on_signals(stop: asyncio.Event, main: "asyncio.Future[None]") -> None:
    def stop_or_abort() -> None:
        is_told_again = stop.is_set()
        stop.set()  # before anything that might fail
        if is_told_again:
            main.cancel()
        else:
            get_logger("service").info("stopping")

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop_or_abort)
