"""What `run` keeps in the foreground, and how another terminal learns of it."""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from local_stack.liveness import lives
from local_stack.rundir import STATE_FOLDER, checkout_root
from local_stack.shell import lines_for


@dataclass(frozen=True)
class Told:
    """Who runs, and the environment of those who want to use it: the passwords and keys of that run are in it."""

    pid: int
    create_time: float
    variables: Mapping[str, str]


class Foreground:
    """Two files that only their owner may read: `run.json` for our own commands, and `env`, which a shell can read."""

    def __init__(self, folder: Path | None = None) -> None:
        base = folder or Path(os.environ.get(STATE_FOLDER, checkout_root() / ".run"))
        self._file = base / "run.json"
        self.env_file = base / "env"

    def variables(self) -> Mapping[str, str] | None:
        """The variables of what runs now, or None."""
        told = self._told()
        return told.variables if told is not None and lives(told.pid, told.create_time) else None

    @contextmanager
    def telling(self, variables: Mapping[str, str]) -> Iterator[None]:
        """Tell them while the block runs. A second run tells its own instead; the first one then leaves these alone."""
        me = psutil.Process()
        told = Told(me.pid, me.create_time(), dict(variables))
        _write_privately(self._file, json.dumps(asdict(told)))
        _write_privately(self.env_file, "".join(f"{line}\n" for line in lines_for(variables)))
        try:
            yield
        finally:
            if self._told() == told:
                self._file.unlink(missing_ok=True)
                self.env_file.unlink(missing_ok=True)

    def _told(self) -> Told | None:
        try:
            return Told(**json.loads(self._file.read_text()))
        except (OSError, ValueError, TypeError):
            return None


def _write_privately(file: Path, text: str) -> None:
    """Nobody else can read it at any moment, and nobody sees half of it."""
    draft = file.with_name(f"{file.name}.draft-{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        draft.unlink()
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
    draft.rename(file)
