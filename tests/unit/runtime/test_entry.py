"""Each program obeys signals before it imports anything that takes time."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MODULES = ("webhook_gateway", "order_sync", "receivement_sync", "catalog_sync", "token_manager")
HEAVY = {"aiohttp", "asyncio", "pydantic", "uvloop", "structlog", "prometheus_client"}


@pytest.mark.parametrize("module", MODULES)
def test_its_entry_imports_nothing_that_takes_time(module: str) -> None:
    shown = f"import sys, {module}.__main__; print(*sys.modules)"
    ended = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", shown], capture_output=True, text=True, check=True
    )
    assert HEAVY.isdisjoint(ended.stdout.split())


@pytest.mark.parametrize("module", MODULES)
def test_it_begins_by_obeying_signals(module: str) -> None:
    (source,) = ROOT.glob(f"services/*/src/{module}/__main__.py")
    (main,) = [node for node in ast.parse(source.read_text()).body if isinstance(node, ast.FunctionDef)]
    _docstring, first, *_ = main.body
    assert ast.unparse(first) == "begin()"


def test_a_signal_before_anything_has_begun_ends_it_as_asked() -> None:
    begun = "import os, signal; from flow_omnium.runtime.entry import begin; begin(); os.kill(os.getpid(), signal.SIGTERM)"
    ended = subprocess.run([sys.executable, "-c", f"{begun}; raise SystemExit(3)"], check=False)  # noqa: S603 - ours
    assert ended.returncode == 0
