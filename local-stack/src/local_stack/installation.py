"""Where RabbitMQ is installed: on this machine, or in a folder that holds a small system with another version."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local_stack.errors import MissingProgramError

BROKER_ROOT = "BROKER_ROOT"
"""The variable that names such a folder; `scripts/broker_root.py` makes one."""

_SCRIPTS = Path("/usr/lib/rabbitmq/bin")
_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"

# In a mount namespace of the process's own: nothing has to be unmounted, however it ends. The caller's folder has the
# same path inside, so that settings name files alike on both sides. Each step becomes the next: one pid, real signals.
_ENTER = f"""set -e
root=$1; seen=$2; shift 2
mkdir -p "$root$seen"
mount --bind "$seen" "$root$seen"
mount --bind /proc "$root/proc"
mount --bind /dev "$root/dev"
exec chroot "$root" /usr/bin/env PATH={_PATH} "$@"
"""


@dataclass(frozen=True)
class Installation:
    """RabbitMQ and its Erlang; `root` is None for those of this machine."""

    root: Path | None = None

    @property
    def server(self) -> Path:
        """The raw start script: the one on the PATH of Debian changes the user, or refuses. It stands below `root`."""
        raw = _SCRIPTS / "rabbitmq-server"
        if self.root is None:
            return raw if raw.is_file() else _program("rabbitmq-server")
        inside = self.root / raw.relative_to("/")
        if not inside.is_file():
            message = f"{BROKER_ROOT}: there is no RabbitMQ in {self.root}"
            raise MissingProgramError(message)
        return inside

    @property
    def control(self) -> Path:
        """`rabbitmqctl`, beside it."""
        return self.server.with_name("rabbitmqctl")

    @property
    def epmd(self) -> Path:
        """Erlang's name service."""
        return _program("epmd") if self.root is None else self.root / "usr/bin/epmd"

    def command(self, program: Path, *arguments: str, seen: Path) -> list[str]:
        """How to run one of these programs; a version of its own sees no files of this machine but those in `seen`,
        and needs root's rights."""
        if self.root is None:
            return [str(program), *arguments]
        inside = ["/bin/sh", "-c", _ENTER, "enter", str(self.root), str(seen), str(self.inside(program))]
        return ["unshare", "--mount", *inside, *arguments]

    def inside(self, path: Path) -> Path:
        """The path by which programs of this installation know what stands at `path`."""
        return path if self.root is None else Path("/") / path.relative_to(self.root)


def installed(environ: Mapping[str, str]) -> Installation:
    """The installation that the environment names, else the machine's."""
    root = environ.get(BROKER_ROOT)
    return Installation(Path(root).resolve() if root else None)


def _program(name: str) -> Path:
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise MissingProgramError(
            'RabbitMQ is missing: run "sudo apt-get install rabbitmq-server" or set AMQP_URL'
        )
    return Path(found)
