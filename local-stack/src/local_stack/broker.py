"""A private RabbitMQ node: own data, name service, cookie and ports, all on the loopback interface."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from local_stack.broker_home import link_lean_home
from local_stack.certificates import Certificate
from local_stack.errors import AddressInUseError, MissingProgramError, StackError
from local_stack.ports import HOST, free_ports
from local_stack.processes import ChildProcess, system_environment
from local_stack.rundir import RunDirectory
from local_stack.users import ADMINISTRATOR, broker_definitions, new_passwords

READY_SECONDS = 90
START_ATTEMPTS = 3
CONTROL_SECONDS = 30
_PROTOCOL_HEADER = b"AMQP\x00\x00\x09\x01"
_METHOD_FRAME = b"\x01"

# Names are looked up in this file only: no resolver process, and "localhost" works on any machine.
_INETRC = '{host, {127,0,0,1}, ["localhost"]}.\n{lookup, [file]}.\n'

# Erlang terms, not rabbitmq.conf: translating the latter costs most of a second at every start.
# The write-ahead log is kept small because it is held in memory as well as on disk.
_CONFIG = """[
  {{rabbit, [
    {listeners},
    {{load_definitions, "{definitions}"}},
    {{disk_free_limit, 50000000}},
    {{log, [{{console, [{{enabled, true}}]}}]}}
  ]}},
  {{ra, [{{wal_max_size_bytes, 64000000}}]}}
].
"""


class Broker:
    """One RabbitMQ node of one run, started by the raw scripts as the current user."""

    def __init__(self, run: RunDirectory, *, certificate: Certificate | None = None) -> None:
        """With a `certificate` it speaks TLS alone."""
        self._certificate = certificate
        self._home = run.state / "broker"
        self._passwords = new_passwords()
        self._name = f"flow{os.getpid()}@localhost"
        self._node = ChildProcess("broker", run)
        self._epmd = ChildProcess("epmd", run)
        self._scripts: Path | None = None
        self._prepare_home()
        self._choose_ports()

    @property
    def url(self) -> str:
        """Where clients connect that may do everything."""
        return self.url_of(ADMINISTRATOR)

    def url_of(self, program: str) -> str:
        """Where a program of the suite connects, as a user of its own."""
        user = f"{program}:{self._passwords[program]}"
        if self._certificate:
            return f"amqps://{user}@{HOST}:{self._amqp_port}/?cafile={self._certificate.authority}"
        return f"amqp://{user}@{HOST}:{self._amqp_port}/"

    @property
    def pid(self) -> int | None:
        """The process id of the node."""
        return self._node.pid

    @property
    def log(self) -> Path:
        """Where the node writes."""
        return self._node.log

    def spawn(self) -> None:
        """Start the node without waiting for it."""
        server = server_script()
        environment = {**self._environment(), **self._lean_home(server)}
        if not self._epmd.running:
            # The node would start one for the whole machine, which would outlive it.
            self._epmd.start([_program("epmd"), "-address", HOST, "-port", str(self._epmd_port)], environment)
        self._node.start([server], environment)

    def wait_ready(self) -> None:
        """Wait until it speaks AMQP; begin again on other ports when one was taken meanwhile."""
        for _ in range(START_ATTEMPTS - 1):
            try:
                self._node.wait_until(self._answers, READY_SECONDS)
            except AddressInUseError:
                self.close()
                self._choose_ports()
                self.spawn()
            else:
                return
        self._node.wait_until(self._answers, READY_SECONDS)

    def start(self) -> None:
        """Start it at its address and wait until it serves."""
        self.spawn()
        self._node.wait_until(self._answers, READY_SECONDS)

    def stop(self) -> None:
        """End it in order."""
        self._node.stop()

    def kill(self) -> None:
        """End it with `kill -9`."""
        self._node.kill()

    def wipe(self) -> None:
        """Lose every queue and message and come back empty at the same address."""
        self._node.kill()
        shutil.rmtree(self._home / "data")
        self.start()

    def pause(self) -> None:
        """Freeze it: connections stay open and nobody answers."""
        self._node.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Thaw it."""
        self._node.signal(signal.SIGCONT)

    def control(self, *arguments: str) -> str:
        """Run `rabbitmqctl` on it; what it printed."""
        command = [str(server_script().with_name("rabbitmqctl")), "--node", self._name, *arguments]
        done = subprocess.run(  # noqa: S603 - the broker's own tool, no shell
            command,
            env=self._environment(),
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
        self._node.kill()
        self._epmd.kill()

    def _choose_ports(self) -> None:
        self._amqp_port, self._dist_port, self._epmd_port = free_ports(3)
        definitions = self._home / "definitions.json"
        listeners = _listeners(self._amqp_port, self._certificate)
        config = _CONFIG.format(listeners=listeners, definitions=definitions)
        (self._home / "advanced.config").write_text(config)

    def _prepare_home(self) -> None:
        self._home.mkdir()
        (self._home / "inetrc").write_text(_INETRC)
        (self._home / "enabled_plugins").write_text("[].\n")
        (self._home / "definitions.json").write_text(broker_definitions(self._passwords))
        cookie = self._home / ".erlang.cookie"
        cookie.write_text(secrets.token_hex(16))
        cookie.chmod(0o400)

    def _environment(self) -> dict[str, str]:
        home = self._home
        return {
            **system_environment(),
            "HOME": str(home),
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": HOST,
            "ERL_CRASH_DUMP_SECONDS": "0",  # none: it would lie in the folder of whoever started us
            "ERL_INETRC": str(home / "inetrc"),
            "RABBITMQ_NODENAME": self._name,
            "RABBITMQ_DIST_PORT": str(self._dist_port),
            "RABBITMQ_MNESIA_BASE": str(home / "data"),
            "RABBITMQ_LOG_BASE": str(home / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_CONF_ENV_FILE": str(home / "absent-env.conf"),
            "RABBITMQ_CONFIG_FILE": str(home / "absent"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
            # With input "allowed" the script becomes the node instead of waiting beside it: one pid, real signals.
            "RABBITMQ_ALLOW_INPUT": "1",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-noinput -kernel inet_dist_use_interface {127,0,0,1}",
        }

    def _lean_home(self, server: Path) -> dict[str, str]:
        if self._scripts is None:
            self._scripts = link_lean_home(server, self._home / "installation")
        return {"RABBITMQ_SCRIPTS_DIR": str(self._scripts)} if self._scripts else {}

    def _answers(self) -> bool:
        try:
            with socket.create_connection((HOST, self._amqp_port), timeout=1) as connection:
                if self._certificate:
                    return True
                connection.sendall(_PROTOCOL_HEADER)
                return connection.recv(1) == _METHOD_FRAME
        except OSError:
            return False


def _listeners(port: int, certificate: Certificate | None) -> str:
    if certificate is None:
        return f'{{tcp_listeners, [{{"{HOST}", {port}}}]}}'
    files = {
        "cacertfile": certificate.authority,
        "certfile": certificate.certificate,
        "keyfile": certificate.key,
    }
    options = ", ".join(f'{{{name}, "{path}"}}' for name, path in files.items())
    return f'{{tcp_listeners, []}}, {{ssl_listeners, [{{"{HOST}", {port}}}]}}, {{ssl_options, [{options}]}}'


def server_script() -> Path:
    """The raw start script: the one on the PATH of Debian changes the user, or refuses."""
    raw = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    return raw if raw.is_file() else _program("rabbitmq-server")


def _program(name: str) -> Path:
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise MissingProgramError(
            'RabbitMQ is missing: run "sudo apt-get install rabbitmq-server" or set AMQP_URL'
        )
    return Path(found)
