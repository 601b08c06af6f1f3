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
import json, os, sys
from admin_console.__main__ import main
for group in json.loads(sys.argv[1]):
    if os.fork():
        os.wait()
        continue
    for words in group:
        try:
            main(words)
        except SystemExit as ended:
            names = sorted({name.partition(".")[0] for name in sys.modules})
            print("|", json.dumps([words, ended.code, names]), flush=True)
    os._exit(0)
"""
"""What all commands import is imported once; each group of them then goes on in a process of its own, forked off."""


ABOUT_JOBS = "jobs list"
ABOUT_QUEUES = ("parked list", "schema check")
WITH_AN_ODD_OPTION = f"{ABOUT_JOBS} --nonsense"

Imported = Mapping[str, tuple[int, set[str]]]


def commands() -> Iterator[tuple[str, ...]]:
    """Every command by the words that an operator types."""
    main = typer.main.get_command(create_app())
    assert isinstance(main, TyperGroup)
    for name, command in main.commands.items():
        if isinstance(command, TyperGroup):
            yield from ((name, each) for each in command.commands)
        else:
            yield (name,)


def helps() -> Sequence[tuple[str, ...]]:
    """The help of every group and of every command."""
    groups = {(name,) for name, *_ in commands()}
    return [(*words, "--help") for words in sorted({*groups, *commands()})]


@pytest.fixture(scope="module")
def imported() -> Imported:
    """Every command that the tests run, by its words: its exit code, and the names of all packages it imported."""
    alike = [*helps(), WITH_AN_ODD_OPTION.split()]  # in one process: none of them may import anything heavy
    asked = [alike, *([words.split()] for words in (ABOUT_JOBS, *ABOUT_QUEUES))]
    command = [sys.executable, "-c", ASKING_EACH, json.dumps(asked)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env={})  # noqa: S603 - ours
    told = [json.loads(line[1:]) for line in ran.stdout.splitlines() if line.startswith("|")]
    return {" ".join(words): (code, set(names)) for words, code, names in told}


def heavy(names: set[str]) -> Mapping[str, set[str]]:
    return {what: names & packages for what, packages in HEAVY.items() if names & packages}


def test_no_help_imports_anything_heavy(imported: Imported) -> None:
    told = {words: imported[" ".join(words)] for words in helps()}
    assert {words: code for words, (code, _) in told.items() if code != 0} == {}
    assert {words: heavy(names) for words, (_, names) in told.items() if heavy(names)} == {}


def test_an_option_that_nobody_knows_is_refused_before_anything_heavy_is_imported(imported: Imported) -> None:
    code, names = imported[WITH_AN_ODD_OPTION]
    assert code == 2
    assert heavy(names) == {}


def test_a_command_that_works_imports_the_driver_so_the_test_above_would_see_it(imported: Imported) -> None:
    code, names = imported[ABOUT_JOBS]
    assert (code, names & HEAVY["the database's driver"]) == (2, HEAVY["the database's driver"])
    assert not names & (HEAVY["the broker's client"] | HEAVY["the HTTP client"])


@pytest.mark.parametrize("words", ABOUT_QUEUES)
def test_a_command_about_queues_imports_the_broker_s_client_and_no_server(
    words: str, imported: Imported
) -> None:
    code, names = imported[words]
    assert (code, names & HEAVY["the broker's client"]) == (2, HEAVY["the broker's client"])
    assert not names & HEAVY["the HTTP client"]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda one: one.name)
def test_what_is_expected_to_be_raised_exists(expected: Expected) -> None:
    module = importlib.import_module(expected.module)
    assert issubclass(getattr(module, expected.name), Exception)
