"""Ends the processes of a run whose launcher was killed: it waits for the launcher's end of a pipe to close."""

import subprocess
import sys
from pathlib import Path

from local_stack.processes import system_environment
from local_stack.rundir import RunDirectory


class Watchdog:
    """A helper process per run. A parent-death signal would not do: it fires when the starting *thread* ends."""

    def __init__(self, run: RunDirectory) -> None:
        command = [sys.executable, "-m", "local_stack.watchdog", str(run.state)]
        self._process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            command,
            env=system_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def close(self) -> None:
        """Let it go, once the run has cleaned up after itself."""
        self._process.communicate(timeout=20)


def main() -> None:
    """Wait for the launcher to go, then remove what it left."""
    state = Path(sys.argv[1])
    sys.stdin.read()
    RunDirectory(state=state, logs=state).remove()


if __name__ == "__main__":
    main()
