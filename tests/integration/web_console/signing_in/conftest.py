"""The console with its real door: the sessions of a database, and whichever ways in a test opens."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from admin_console.testing.signing_in import Browser, Enter, entering, served
from admin_console.testing.visiting import Client, Visit
from admin_console.web.settings import ConsoleSettings
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.logging import configure_logging
from flow_omnium.runtime.settings.process import LogSettings


@pytest.fixture
async def door(settings: ConsoleSettings) -> AsyncIterator[Client]:
    """The console on an empty database."""
    async with served(settings) as client:
        yield client


@pytest.fixture
def browser(door: Client) -> Browser:
    """Open a browser in which nobody has signed in."""
    return lambda: Visit(door)


@pytest.fixture
def entered(door: Client, settings: ConsoleSettings, database: Database) -> Enter:
    """Open a browser in which somebody has a session already."""
    return entering(door, settings, database)


@pytest.fixture
def debug_logs(capfd: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """Everything that is logged, down to what libraries tell when they are debugged."""
    root = logging.getLogger()
    handlers, level, before = root.handlers, root.level, structlog.get_config()
    output = configure_logging("test", LogSettings(log_level="DEBUG"))
    yield capfd
    # The captured file is closed with the test: whatever still wrote there would write into a connection of another.
    output.close()
    structlog.configure(**before)
    root.handlers = handlers
    root.setLevel(level)
