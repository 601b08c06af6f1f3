"""The console as an operator runs it: arguments and environment in, exit code and two streams out."""

import asyncio
import base64
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from admin_console.__main__ import main
from flow_omnium.runtime.database import connect

KEY = base64.b64encode(b"k" * 32).decode()


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    exit_code: int
    output: str
    errors: str


Run = Callable[..., Answer]


@pytest.fixture
def database_name(mongodb_url: str) -> Iterator[str]:
    """Name a database of the test's own, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    yield name

    async def drop() -> None:
        client = connect(mongodb_url, application="tests")
        await client.drop_database(name)
        client.close()

    asyncio.run(drop())


@pytest.fixture
def flow_omnium(
    mongodb_url: str,
    database_name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run `flow-omnium` with these arguments."""
    monkeypatch.setenv("MONGODB_URL", mongodb_url)
    monkeypatch.setenv("MONGODB_DATABASE", database_name)
    monkeypatch.setenv("SETTINGS_ENCRYPTION_KEYS", KEY)

    def run(*arguments: str) -> Answer:
        with pytest.raises(SystemExit) as exit_:
            main(arguments)
        captured = capsys.readouterr()
        return Answer(int(exit_.value.code or 0), captured.out, captured.err)

    return run
