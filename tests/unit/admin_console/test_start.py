"""What a command imports before it works: an operator waits for nothing that the command has no use for."""

import importlib
import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer
from typer.core import TyperGroup

from admin_console.app import create_app
from admin_console.failures import EXPECTED, Expected

HEAVY = {
    "the database's driver": {"bson", "motor", "pymongo"},
    "the HTTP client": {"aiohttp"},
    "the broker's client": {"aio_pika", "aiormq"},
    "metrics and traces": {"opentelemetry", "prometheus_client"},
    "settings": {"pydantic_settings"},
    "the rest": {"authlib", "cryptography", "ruamel", "structlog"},
}
ASKING = """
import sys
from admin_console.__main__ import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    code = ended.code
print("|", code, *{name.partition(".")[0] for name in sys.modules})
"""


def commands() -> Iterator[tuple[str, ...]]:
    """Every command by the words that an operator types."""
    main = typer.main.get_command(create_app())
    assert isinstance(main, TyperGroup)
    for name, command in main.commands.items():
        if isinstance(command, TyperGroup):
            yield from ((name, each) for each in command.commands)
        else:
            yield (name,)


def imported(*arguments: str) -> tuple[str, set[str]]:
    """Run the console in a process of its own; return its exit code, and the names of all packages it imported."""
    command = [sys.executable, "-c", ASKING, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env={})  # noqa: S603 - ours
    code, *names = ran.stdout.rpartition("|")[2].split()
    return code, set(names)


@pytest.mark.parametrize(
    "group", ["audit", "jobs", "parked", "privacy", "schema", "secrets", "tenants", "tokens"]
)
def test_the_help_of_a_group_imports_nothing_heavy(group: str) -> None:
    code, names = imported(group, "--help")
    assert (code, "typer" in names) == ("0", True)
    assert {what: names & packages for what, packages in HEAVY.items() if names & packages} == {}


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_the_help_of_a_command_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    code, names = imported(*words, "--help")
    assert (code, "typer" in names) == ("0", True)
    assert {what: names & packages for what, packages in HEAVY.items() if names & packages} == {}


def test_an_option_that_nobody_knows_is_refused_before_anything_heavy_is_imported() -> None:
    code, names = imported("jobs", "list", "--nonsense")
    assert code == "2"
    assert {what: names & packages for what, packages in HEAVY.items() if names & packages} == {}


def test_a_command_that_works_imports_the_driver_so_the_test_above_would_see_it() -> None:
    code, names = imported("jobs", "list")
    assert (code, names & HEAVY["the database's driver"]) == ("2", HEAVY["the database's driver"])
    assert not names & (HEAVY["the broker's client"] | HEAVY["the HTTP client"])


@pytest.mark.parametrize("words", [("parked", "list"), ("schema", "check")], ids=" ".join)
def test_a_command_about_queues_imports_the_broker_s_client_and_no_server(words: tuple[str, ...]) -> None:
    code, names = imported(*words)
    assert (code, names & HEAVY["the broker's client"]) == ("2", HEAVY["the broker's client"])
    assert not names & HEAVY["the HTTP client"]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda one: one.name)
def test_what_is_expected_to_be_raised_exists(expected: Expected) -> None:
    module = importlib.import_module(expected.module)
    assert issubclass(getattr(module, expected.name), Exception)
