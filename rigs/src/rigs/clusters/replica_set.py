"""Three mongods as one replica set."""

from contextlib import ExitStack
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from local_stack.database import create_all_users, drop_databases, is_writable
from local_stack.errors import StackError
from local_stack.liveness import wait_until
from local_stack.mongod import READY_SECONDS, REPLICA_SET, Access, Mongod
from local_stack.rundir import RunDirectory
from local_stack.users import ADMINISTRATOR
from rigs.clusters.cluster import MEMBERS, Cluster

_POLL_MILLISECONDS = 200


class ReplicaSet(Cluster[Mongod]):
    """A `Part` of an infrastructure. Elections take as long as MongoDB's own settings say: ten seconds without a word
    of the primary."""

    def __init__(self, run: RunDirectory) -> None:
        self._access = Access()
        super().__init__(
            [Mongod(run, self._access, f"database-{number}") for number in range(1, MEMBERS + 1)]
        )
        self._lacks_users = True

    @property
    def url(self) -> str:
        """Where clients connect that may do everything."""
        return self.url_of(ADMINISTRATOR)

    def url_of(self, program: str) -> str:
        """Where a program of the suite connects, as a user of its own."""
        return self._access.url(",".join(self._addresses), program, f"replicaSet={REPLICA_SET}")

    def wait_ready(self) -> None:
        """Wait until one member is the primary and the others follow it. Raises StackError."""
        if not wait_until(self.is_whole, READY_SECONDS):
            message = f"the replica set was not whole within {READY_SECONDS} s: {self.roles()}"
            raise StackError(message)
        if self._lacks_users:
            create_all_users(self.primary(), self._access)
            self._lacks_users = False

    def start(self) -> None:
        """Start all and wait until all serve."""
        self.spawn()
        self.wait_ready()

    def wipe(self) -> None:
        """Lose every database. The replica set stays: clients refuse one whose history begins anew as stale."""
        with self.primary().client() as client:
            drop_databases(client)

    def primary(self) -> Mongod:
        """The member that takes writes. Raises StackError while there is none."""
        found = [member for member, role in zip(self.members, self.roles(), strict=True) if role == "primary"]
        if len(found) != 1:
            message = f"there is not one primary: {self.roles()}"
            raise StackError(message)
        return found[0]

    def is_whole(self) -> bool:
        """Whether one member is the primary and all others follow it."""
        return sorted(self.roles()) == ["primary", *["secondary"] * (MEMBERS - 1)]

    def roles(self) -> list[str]:
        """What each member says that it is: "primary", "secondary", "none", or "absent" when it does not answer."""
        with ExitStack() as stack:
            clients = [
                stack.enter_context(member.client(_POLL_MILLISECONDS, user="")) for member in self.members
            ]
            # The first one is told the addresses of all, if it knows none.
            is_writable(clients[0], self._addresses)
            return [_role(client) for client in clients]

    @property
    def _addresses(self) -> list[str]:
        return [member.address for member in self.members]


def _role(client: MongoClient[dict[str, Any]]) -> str:
    try:
        hello = client.admin.command("hello")
    except PyMongoError:
        return "absent"
    if hello["isWritablePrimary"]:
        return "primary"
    return "secondary" if hello.get("secondary") else "none"
