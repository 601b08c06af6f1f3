"""What a command imports before it works: an operator waits for nothing that the command has no use for."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence

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
ASKING_EACH = """
import json, sys
from admin_console.__main__ import main
told = {}
for words in json.loads(sys.argv[1]):
    before = set(sys.modules)
    try:
        main(words)
    except SystemExit as ended:
        told[" ".join(words)] = ended.code, sorted({name.partition(".")[0] for name in set(sys.modules) - before})
print("|", json.dumps(told))
"""
"""One process for all: what the first of them imports is new to no other, and none may import anything of it."""


def commands() -> Iterator[tuple[str, ...]]:
    """Every command by the words that an operator types."""
    main = typer.main.get_command(create_app())
    assert isinstance(main, TyperGroup)
    for name, command in main.commands.items():
        if isinstance(command, TyperGroup):
            yield from ((name, each) for each in command.commands)
        else:
            yield (name,)


def imported(*arguments: str) -> tuple[int, set[str]]:
    """Run the console in a process of its own; return its exit code, and the names of all packages it imported."""
    (told,) = imported_by_each([arguments]).values()
    return told


def imported_by_each(asked: Sequence[Sequence[str]]) -> Mapping[str, tuple[int, set[str]]]:
    """The same of several commands, one after the other in one process."""
    command = [sys.executable, "-c", ASKING_EACH, json.dumps(asked)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env={})  # noqa: S603 - ours
    told = json.loads(ran.stdout.rpartition("|")[2])
    return {words: (code, set(names)) for words, (code, names) in told.items()}


def heavy(names: set[str]) -> Mapping[str, set[str]]:
    return {what: names & packages for what, packages in HEAVY.items() if names & packages}


def test_no_help_imports_anything_heavy() -> None:
    groups = {(name,) for name, *_ in commands()}
    asked = [[*words, "--help"] for words in sorted({*groups, *commands()})]
    told = imported_by_each(asked)
    assert [code for code, _ in told.values()] == [0] * len(asked)
    assert {words: heavy(names) for words, (_, names) in told.items() if heavy(names)} == {}


def test_an_option_that_nobody_knows_is_refused_before_anything_heavy_is_imported() -> None:
    code, names = imported("jobs", "list", "--nonsense")
    assert code == 2
    assert heavy(names) == {}


def test_a_command_that_works_imports_the_driver_so_the_test_above_would_see_it() -> None:
    code, names = imported("jobs", "list")
    assert (code, names & HEAVY["the database's driver"]) == (2, HEAVY["the database's driver"])
    assert not names & (HEAVY["the broker's client"] | HEAVY["the HTTP client"])


@pytest.mark.parametrize("words", [("parked", "list"), ("schema", "check")], ids=" ".join)
def test_a_command_about_queues_imports_the_broker_s_client_and_no_server(words: tuple[str, ...]) -> None:
    code, names = imported(*words)
    assert (code, names & HEAVY["the broker's client"]) == (2, HEAVY["the broker's client"])
    assert not names & HEAVY["the HTTP client"]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda one: one.name)
def test_what_is_expected_to_be_raised_exists(expected: Expected) -> None:
    module = importlib.import_module(expected.module)
    assert issubclass(getattr(module, expected.name), Exception)
