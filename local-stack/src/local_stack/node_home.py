"""What one RabbitMQ node is told: the files of its home and its environment."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local_stack.certificates import Certificate
from local_stack.installation import Installation
from local_stack.name_service import NameService
from local_stack.ports import HOST, free_ports
from local_stack.processes import system_environment
from local_stack.users import broker_definitions, new_passwords

# Names are looked up in this file only: no resolver process, and "localhost" works on any machine.
_INETRC = '{host, {127,0,0,1}, ["localhost"]}.\n{lookup, [file]}.\n'

# Erlang terms, not rabbitmq.conf: translating the latter costs most of a second at every start.
# The write-ahead log is kept small because it is held in memory as well as on disk. Messages may be as large as RabbitMQ 3
# lets them be: from 4.0 on it would refuse those beyond 16 MiB, with which we see what a reader does with them.
_CONFIG = """[
  {{rabbit, [
    {listeners},
    {{load_definitions, "{definitions}"}},
    {{disk_free_limit, 50000000}},
    {{max_message_size, 134217728}},
    {{log, [{{console, [{{enabled, true}}]}}]}}
  ]}},
  {{ra, [{{wal_max_size_bytes, 64000000}}]}}
].
"""


@dataclass(frozen=True)
class Kinship:
    """What nodes of one cluster have in common; a node alone has it to itself."""

    installation: Installation
    names: NameService
    passwords: Mapping[str, str] = field(default_factory=new_passwords, repr=False)
    cookie: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)


class NodeHome:
    """The folder of one node, called `node`, and its ports."""

    def __init__(self, folder: Path, node: str, kin: Kinship, certificate: Certificate | None) -> None:
        """With a `certificate` it speaks TLS alone."""
        self.folder = folder
        self._node = node
        self._kin = kin
        self._certificate = certificate
        self._write_files()
        self.choose_ports()

    def choose_ports(self) -> None:
        """Take others, with its next start."""
        self.port, self._dist_port = free_ports(2)
        listeners = _listeners(self.port, self._certificate)
        config = _CONFIG.format(listeners=listeners, definitions=self.folder / "definitions.json")
        (self.folder / "advanced.config").write_text(config)

    @property
    def data(self) -> Path:
        """Where it keeps what it holds."""
        return self.folder / "data"

    def environment(self) -> dict[str, str]:
        """What the node, and `rabbitmqctl`, are started with."""
        home = self.folder
        return {
            **system_environment(),
            "HOME": str(home),
            "ERL_EPMD_PORT": str(self._kin.names.port),
            "ERL_EPMD_ADDRESS": HOST,
            "ERL_CRASH_DUMP_SECONDS": "0",  # none: it would lie in the folder of whoever started us
            "ERL_INETRC": str(home / "inetrc"),
            "RABBITMQ_NODENAME": self._node,
            "RABBITMQ_DIST_PORT": str(self._dist_port),
            "RABBITMQ_MNESIA_BASE": str(self.data),
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

    def _write_files(self) -> None:
        self.folder.mkdir()
        (self.folder / "inetrc").write_text(_INETRC)
        (self.folder / "enabled_plugins").write_text("[].\n")
        (self.folder / "definitions.json").write_text(broker_definitions(self._kin.passwords))
        cookie = self.folder / ".erlang.cookie"
        cookie.write_text(self._kin.cookie)
        cookie.chmod(0o400)


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
