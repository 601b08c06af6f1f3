"""A private RabbitMQ node: own data, name service, cookie and ports, all on the loopback interface."""

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from local_stack.certificates import Certificate
from local_stack.errors import AddressInUseError, StackError
from local_stack.installation import Installation
from local_stack.lean_home import link_lean_home
from local_stack.name_service import NameService
from local_stack.node_home import Kinship, NodeHome
from local_stack.ports import HOST
from local_stack.processes import ChildProcess
from local_stack.rundir import RunDirectory
from local_stack.users import ADMINISTRATOR

READY_SECONDS = 90
START_ATTEMPTS = 3
CONTROL_SECONDS = 120
_PROTOCOL_HEADER = b"AMQP\x00\x00\x09\x01"
_METHOD_FRAME = b"\x01"


class Broker:
    """One RabbitMQ node of one run, started by the raw scripts as the current user."""

    def __init__(
        self,
        run: RunDirectory,
        *,
        name: str = "broker",
        certificate: Certificate | None = None,
        installation: Installation | None = None,
        kinship: Kinship | None = None,
    ) -> None:
        """With a `certificate` it speaks TLS alone. Nodes of one `kinship`, each with a `name` of its own, can be joined;
        the others are of the machine's `installation` unless another is named."""
        self._certificate = certificate
        self._run = run
        self._is_alone = kinship is None
        self._kin = kinship or _alone(run, installation or Installation())
        self.node = f"flow{os.getpid()}-{name}@localhost"
        self._home = NodeHome(run.state / name, self.node, self._kin, certificate)
        self._process = ChildProcess(name, run)
        self._scripts: Path | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._home.port

    @property
    def url(self) -> str:
        """Where clients connect that may do everything."""
        return self.url_of(ADMINISTRATOR)

    def url_of(self, program: str) -> str:
        """Where a program of the suite connects, as a user of its own."""
        user = f"{program}:{self._kin.passwords[program]}"
        if self._certificate:
            return f"amqps://{user}@{HOST}:{self.port}/?cafile={self._certificate.authority}"
        return f"amqp://{user}@{HOST}:{self.port}/"

    @property
    def pid(self) -> int | None:
        """The process id of the node."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the node was started and has not ended."""
        return self._process.running

    @property
    def log(self) -> Path:
        """Where the node writes."""
        return self._process.log

    def spawn(self) -> None:
        """Start the node without waiting for it."""
        environment = self._home.environment()
        self._kin.names.start(environment)
        server = self._kin.installation.server
        self._process.start(self._command(server), {**environment, **self._lean_home(server)})

    def wait_ready(self) -> None:
        """Wait until it speaks AMQP; begin again on other ports when one was taken meanwhile."""
        for _ in range(START_ATTEMPTS - 1):
            try:
                self._wait_answers()
            except AddressInUseError:
                if not self._is_alone:
                    raise  # the others know it by its ports
                self._move()
                self.spawn()
            else:
                return
        self._wait_answers()

    def start(self) -> None:
        """Start it at its address and wait until it serves."""
        self.spawn()
        self._wait_answers()

    def stop(self) -> None:
        """End it in order."""
        self._process.stop()

    def kill(self) -> None:
        """End it with `kill -9`."""
        self._process.kill()

    def wipe(self) -> None:
        """Lose every queue and message and come back empty at the same address."""
        self.forget()
        self.start()

    def forget(self) -> None:
        """End it with `kill -9` and delete its data: with its next start it is a new node."""
        self._process.kill()
        shutil.rmtree(self._home.data)

    def pause(self) -> None:
        """Freeze it: connections stay open and nobody answers."""
        self._process.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Thaw it."""
        self._process.signal(signal.SIGCONT)

    def control(self, *arguments: str) -> str:
        """Run `rabbitmqctl` on it; what it printed."""
        done = subprocess.run(  # noqa: S603 - the broker's own tool
            self._command(self._kin.installation.control, "--node", self.node, *arguments),
            env=self._home.environment(),
            capture_output=True,
            text=True,
            timeout=CONTROL_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            message = f"rabbitmqctl {' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()}"
            raise StackError(message)
        return done.stdout

    def close(self) -> None:
        """End it for good. Its data goes with the run, so it is not asked to put them in order."""
        self._process.kill()
        if self._is_alone:
            self._kin.names.kill()

    def _move(self) -> None:
        self._process.kill()
        self._kin.names.move()
        self._home.choose_ports()

    def _command(self, program: Path, *arguments: str) -> list[str]:
        return self._kin.installation.command(program, *arguments, seen=self._run.state.parent)

    def _lean_home(self, server: Path) -> dict[str, str]:
        if self._scripts is None:
            lean = self._home.folder / "installation"
            self._scripts = link_lean_home(server, lean, self._kin.installation.inside)
        return {"RABBITMQ_SCRIPTS_DIR": str(self._scripts)} if self._scripts else {}

    def _wait_answers(self) -> None:
        self._process.wait_until(self._answers, READY_SECONDS)

    def _answers(self) -> bool:
        try:
            with socket.create_connection((HOST, self.port), timeout=1) as connection:
                if self._certificate:
                    return True
                connection.sendall(_PROTOCOL_HEADER)
                return connection.recv(1) == _METHOD_FRAME
        except OSError:
            return False


def _alone(run: RunDirectory, installation: Installation) -> Kinship:
    return Kinship(installation, NameService(run, installation))
