"""A dead run's state and processes go; a living run's stay."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from local_stack.rundir import KEPT_LOGS, MARKER, OWNER, STATE_FOLDER, RunDirectory, checkout_root, create_run

SLEEPER = [sys.executable, "-c", "import signal; print(flush=True); signal.pause()"]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[RunDirectory]:
    made = create_run("first", tmp_path)
    yield made
    made.remove()


def start_marked(run: RunDirectory) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(SLEEPER, env={MARKER: str(run.state)}, stdout=subprocess.PIPE)  # noqa: S603 - our own
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    return process


def disown(run: RunDirectory) -> None:
    """As if the owner were dead and its pid had gone to another process."""
    me = psutil.Process()
    (run.state / OWNER).write_text(json.dumps({"pid": me.pid, "createTime": me.create_time() - 1}))


def test_the_next_run_ends_the_processes_and_removes_the_state_of_a_dead_one(
    run: RunDirectory, tmp_path: Path
) -> None:
    process = start_marked(run)
    disown(run)
    create_run("second", tmp_path).remove()
    assert process.wait(5) == -9
    assert not run.state.exists()


def test_the_next_run_leaves_a_living_one_alone(run: RunDirectory, tmp_path: Path) -> None:
    process = start_marked(run)
    create_run("second", tmp_path).remove()
    assert process.poll() is None
    assert run.state.exists()
    process.kill()
    process.wait(5)


def test_an_unreadable_owner_counts_as_dead(run: RunDirectory, tmp_path: Path) -> None:
    (run.state / OWNER).write_text("")
    create_run("second", tmp_path).remove()
    assert not run.state.exists()


def test_logs_outlive_their_run_until_many_others_have_followed(tmp_path: Path) -> None:
    for _ in range(KEPT_LOGS + 3):
        create_run("test", tmp_path).remove()
    assert len(list((tmp_path / ".run" / "logs").iterdir())) == KEPT_LOGS
    assert [path.name for path in (tmp_path / ".run").iterdir()] == ["logs"]


def test_the_logs_of_a_run_that_goes_on_stay_however_many_follow(run: RunDirectory, tmp_path: Path) -> None:
    for _ in range(KEPT_LOGS + 3):
        create_run("test", tmp_path).remove()
    assert run.logs.is_dir()


def test_the_state_may_stand_elsewhere_than_the_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STATE_FOLDER, str(tmp_path))
    run = create_run("test")
    assert run.state.parent == tmp_path
    assert run.logs.is_relative_to(checkout_root() / ".run/logs")
    run.remove()
    assert list(tmp_path.iterdir()) == []
