"""Broker and database that outlive the command that started them: `up`, `down`, and the keeper between them."""

import contextlib
import fcntl
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.interruption import interruptible, wait_for_end
from local_stack.liveness import lives, wait_until
from local_stack.rundir import checkout_root, sweep

UP_SECONDS = 120
DOWN_SECONDS = 60


@dataclass(frozen=True)
class Running:
    """What the keeper tells about itself, in `.run/up.json`."""

    pid: int
    create_time: float
    amqp_url: str
    mongodb_url: str
    logs: str

    @property
    def variables(self) -> dict[str, str]:
        """The environment of those who want to use it."""
        return {"AMQP_URL": self.amqp_url, "MONGODB_URL": self.mongodb_url}


class Background:
    """The infrastructure that `up` keeps for one checkout."""

    def __init__(self, root: Path | None = None) -> None:
        self._base = (root or checkout_root()) / ".run"
        self._file = self._base / "up.json"
        self._log = self._base / "logs" / "up.log"

    def running(self) -> Running | None:
        """What runs now, or None."""
        try:
            running = Running(**json.loads(self._file.read_text()))
        except (OSError, ValueError, TypeError):
            return None
        return running if lives(running.pid, running.create_time) else None

    def up(self) -> Running:
        """Start a keeper and wait until what it keeps serves; the running one if there is one."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with (self._base / "up.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return self.running() or self._start_keeper()

    def down(self) -> bool:
        """Stop the keeper and all it keeps; whether there was one."""
        running = self.running()
        if running:
            _terminate(running)
        self._file.unlink(missing_ok=True)
        sweep(self._base)
        return running is not None

    def keep(self) -> None:
        """Be the keeper: run broker and database until told to stop."""
        with interruptible(), contextlib.suppress(KeyboardInterrupt), Infrastructure("up") as infrastructure:
            me = psutil.Process()
            running = Running(
                me.pid,
                me.create_time(),
                infrastructure.amqp_url,
                infrastructure.mongodb_url,
                str(infrastructure.run.logs),
            )
            self._publish(running)
            wait_for_end()
            self._file.unlink(missing_ok=True)

    def _start_keeper(self) -> Running:
        self._file.unlink(missing_ok=True)
        with self._log.open("wb") as log:
            keeper = subprocess.Popen(
                [sys.executable, "-m", "local_stack", "keep"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            return self._await(keeper)
        except BaseException:
            keeper.terminate()
            keeper.wait(DOWN_SECONDS)
            raise

    def _publish(self, running: Running) -> None:
        draft = self._file.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(running)))
        draft.rename(self._file)

    def _await(self, keeper: "subprocess.Popen[bytes]") -> Running:
        wait_until(lambda: keeper.poll() is not None or self.running() is not None, UP_SECONDS)
        running = self.running()
        if running is None:
            message = f"{self._log.read_text(errors='replace').strip()}\nlog: {self._log}"
            raise StackError(message)
        return running


def _terminate(running: Running) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(running.pid).terminate()
    if not wait_until(lambda: not lives(running.pid, running.create_time), DOWN_SECONDS):
        message = f"process {running.pid} does not stop\nlogs: {running.logs}"
        raise StackError(message)
