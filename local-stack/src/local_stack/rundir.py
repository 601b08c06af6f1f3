"""Where a run keeps its state and its logs, and how what a dead run left behind is found and removed."""

import contextlib
import json
import os
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from local_stack.liveness import lives, wait_until

MARKER = "LOCAL_STACK_RUN"
"""Environment variable that every process of a run carries. It names the run's state folder, so that a process
can be attributed to its run even when nobody lived to write its pid down, and a recycled pid can never be."""

STATE_FOLDER = "LOCAL_STACK_STATE"
"""Environment variable that names where runs keep their state, instead of beside their logs."""

OWNER = "owner.json"
KEPT_LOGS = 10
KILL_SECONDS = 10


@dataclass(frozen=True)
class RunDirectory:
    """The folders of one run: `state` vanishes with the run, `logs` stays for people to read."""

    state: Path
    logs: Path

    @property
    def marker(self) -> dict[str, str]:
        """The environment entry that marks a process as part of this run."""
        return {MARKER: str(self.state)}

    def remove(self) -> None:
        """End what still carries the marker and delete the state."""
        kill_marked(self.state)
        shutil.rmtree(self.state, ignore_errors=True)


def checkout_root() -> Path:
    """The checkout this package is installed from (editable), else the current folder."""
    for folder in Path(__file__).resolve().parents:
        if (folder / "requirements.lock").is_file():
            return folder
    return Path.cwd()


def create_run(label: str, root: Path | None = None) -> RunDirectory:
    """Make the folders of a new run of this process, after removing those of runs whose owner is dead."""
    base = (root or checkout_root()) / ".run"
    states = base if root else Path(os.environ.get(STATE_FOLDER, base))
    sweep(states)
    name = f"{label}-{os.getpid()}-{time.monotonic_ns() % 10**9}"
    run = RunDirectory(state=states / name, logs=base / "logs" / name)
    run.logs.mkdir(parents=True)
    run.state.mkdir()
    _drop_old_logs(base / "logs", states)
    _write_owner(run.state)
    return run


def sweep(base: Path) -> None:
    """Remove the state, and end the processes, of every run below `base` whose owner no longer lives."""
    for owner in base.glob(f"*/{OWNER}"):
        if not _owner_lives(owner):
            RunDirectory(state=owner.parent, logs=base / "logs" / owner.parent.name).remove()


def kill_marked(state: Path) -> None:
    """Kill every process of the run and wait until they are gone."""
    wait_until(lambda: not _kill_once(state), KILL_SECONDS)


def _kill_once(state: Path) -> bool:
    """Whether there was something to kill: one process may start another at the last moment."""
    marked = [process for process in psutil.process_iter() if _is_marked(process, state)]
    for process in marked:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)
    return bool(marked)


def _is_marked(process: psutil.Process, state: Path) -> bool:
    try:
        return process.pid != os.getpid() and process.environ().get(MARKER) == str(state)
    except (psutil.Error, OSError):
        return False


def _write_owner(state: Path) -> None:
    me = psutil.Process()
    draft = state / f"{OWNER}.draft"
    draft.write_text(json.dumps({"pid": me.pid, "createTime": me.create_time()}))
    # Renamed into place: a concurrent sweep sees it whole or not at all.
    draft.rename(state / OWNER)


def _owner_lives(path: Path) -> bool:
    try:
        owner = json.loads(path.read_text())
        return lives(owner["pid"], owner["createTime"])
    except (OSError, ValueError, KeyError):
        return False


def _drop_old_logs(logs: Path, states: Path) -> None:
    """Keep the newest, and those of runs that still go on: these read what their processes write."""
    runs = sorted(logs.iterdir(), key=_changed_at, reverse=True)
    for folder in runs[KEPT_LOGS:]:
        if not (states / folder.name).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _changed_at(folder: Path) -> float:
    """0 for one that another run has just removed."""
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:
        return 0
