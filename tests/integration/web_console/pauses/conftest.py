"""The pages are served with the rights that the console's own user of the database has."""

import pytest

from admin_console.testing.settings import console_settings
from admin_console.web.settings import ConsoleSettings
from flow_omnium.runtime.database import Database
from local_stack.infrastructure import Infrastructure


@pytest.fixture
def settings(infrastructure: Infrastructure, database: Database) -> ConsoleSettings:
    return console_settings(infrastructure.database.url_of("web-console"), database.name)
