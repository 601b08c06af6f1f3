"""A service loads nothing that only others need: what is imported stays in its memory for as long as it runs."""

import subprocess
import sys
from typing import Final

import pytest

WORKERS_AND_DOOR: Final = ("webhook_gateway", "order_sync", "receivement_sync", "catalog_sync")

NEEDED_ELSEWHERE: Final = (
    *("admin_console", "typer", "jinja2"),  # the console
    *("simulators", "local_stack", "rigs", "flow_omnium.testing", "pytest"),
    "opentelemetry",  # traces that are on
    "holidays",  # the first deadline
)
TOKEN_GRANTS: Final = ("authlib", "joserfc", "httpx2")
BROKER: Final = ("aio_pika", "aiormq", "pamqp", "flow_omnium.jobs.worker")

LOADED = """
import importlib, sys
services, unwanted = (words.split() for words in sys.argv[1:])
for service in services:
    importlib.import_module(service + ".app")
print(*(name for name in unwanted if name in sys.modules))
"""


@pytest.mark.parametrize(
    ("services", "unwanted"),
    [
        (WORKERS_AND_DOOR, (*NEEDED_ELSEWHERE, *TOKEN_GRANTS)),
        (("token_manager",), (*NEEDED_ELSEWHERE, *BROKER)),
    ],
    ids=["workers and door", "token-manager"],
)
def test_it_loads_nothing_that_only_others_need(services: tuple[str, ...], unwanted: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", LOADED, " ".join(services), " ".join(unwanted)]

    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter

    assert done.stdout.split() == []
