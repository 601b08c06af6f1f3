"""A private database: replica sets of some members, most often of one, and their users."""

from collections.abc import Sequence
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from local_stack.certificates import Certificate
from local_stack.errors import AddressInUseError
from local_stack.mongod import REPLICA_SET, Access, Mongod
from local_stack.rundir import RunDirectory
from local_stack.users import ADMINISTRATOR, create_administrator, create_users

START_ATTEMPTS = 3
_ALREADY_INITIALIZED = 23
_OWN_DATABASES = {"admin", "config", "local"}
_POLL_MILLISECONDS = 50


class Database(Mongod):
    """A replica set of one member."""

    def __init__(
        self, run: RunDirectory, *, asks_who: bool = True, certificate: Certificate | None = None
    ) -> None:
        """Whether it `asks_who` somebody is; one that does not lets everybody do everything. With a `certificate` it
        speaks TLS alone."""
        access = Access(asks_who, certificate)
        super().__init__(run, access)
        self._lacks_users = asks_who

    @property
    def url(self) -> str:
        """Where clients connect that may do everything."""
        return self.url_of(ADMINISTRATOR)

    def url_of(self, program: str) -> str:
        """Where a program of the suite connects, as a user of its own."""
        return self._access.url(self.address, program, f"replicaSet={REPLICA_SET}")

    def wait_ready(self) -> None:
        """Wait until it takes writes; begin again on another port when its own was taken meanwhile."""
        for _ in range(START_ATTEMPTS - 1):
            try:
                self._wait_writable()
            except AddressInUseError:
                self.move()
                self.spawn()
            else:
                return
        self._wait_writable()

    def start(self) -> None:
        """Start it at its address and wait until it takes writes."""
        self.spawn()
        self._wait_writable()

    def wipe(self) -> None:
        """Lose every database. The replica set stays: clients refuse one whose history begins anew as stale."""
        if not self.running:
            self.start()
        with self.client() as client:
            drop_databases(client)

    def _wait_writable(self) -> None:
        # One client for all polls: it keeps its connection, and its short limits keep each poll short.
        with self.client(_POLL_MILLISECONDS, user="") as client:
            self.wait_until(lambda: is_writable(client, [self.address]))
        if self._lacks_users:
            create_all_users(self, self._access)
            self._lacks_users = False


def is_writable(client: MongoClient[dict[str, Any]], members: Sequence[str]) -> bool:
    """Whether the member that is asked is the primary; the replica set begins, if it has not, with these addresses."""
    try:
        hello = client.admin.command("hello")
        if "setName" not in hello:
            _initiate(client, members)
        return bool(hello["isWritablePrimary"]) and "setName" in hello
    except PyMongoError:
        return False


def create_all_users(primary: Mongod, access: Access) -> None:
    """Create the administrator, as the stranger who may do so once, and the programs' users."""
    with primary.client(user="") as stranger:
        create_administrator(stranger, access.passwords)
    with primary.client() as client:
        create_users(client, access.passwords)


def drop_databases(client: MongoClient[dict[str, Any]]) -> None:
    """Drop all but those of the server itself, with its users."""
    for name in set(client.list_database_names()) - _OWN_DATABASES:
        client.drop_database(name)


def _initiate(client: MongoClient[dict[str, Any]], members: Sequence[str]) -> None:
    listed = [{"_id": number, "host": address} for number, address in enumerate(members)]
    try:
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": listed})
    except OperationFailure as error:
        if error.code != _ALREADY_INITIALIZED:
            raise
