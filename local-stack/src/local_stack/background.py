"""Broker and database that outlive the command that started them: `up`, `down`, and the keeper between them."""

import contextlib
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.interruption import interruptible, wait_for_end
from local_stack.rundir import checkout_root, sweep

UP_SECONDS = 120
DOWN_SECONDS = 60
POLL_SECONDS = 0.05


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
            alive = psutil.Process(running.pid).create_time() == running.create_time
        except (OSError, ValueError, TypeError, psutil.NoSuchProcess):
            return None
        return running if alive else None

    def up(self) -> Running:
        """Start a keeper and wait until what it keeps serves; the running one if there is one."""
        running = self.running()
        if running:
            return running
        self._file.unlink(missing_ok=True)
        self._log.parent.mkdir(parents=True, exist_ok=True)
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

    def down(self) -> bool:
        """Stop the keeper and all it keeps; whether there was one."""
        running = self.running()
        if running:
            _terminate(running.pid)
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

    def _publish(self, running: Running) -> None:
        draft = self._file.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(running)))
        draft.rename(self._file)

    def _await(self, keeper: "subprocess.Popen[bytes]") -> Running:
        deadline = time.monotonic() + UP_SECONDS
        while keeper.poll() is None and time.monotonic() < deadline:
            running = self.running()
            if running:
                return running
            time.sleep(POLL_SECONDS)
        message = f"{self._log.read_text(errors='replace').strip()}\nlog: {self._log}"
        raise StackError(message)


def _terminate(pid: int) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        keeper = psutil.Process(pid)
        keeper.terminate()
        psutil.wait_procs([keeper], timeout=DOWN_SECONDS)
