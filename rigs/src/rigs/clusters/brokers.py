"""Three RabbitMQ nodes as one broker, behind what Kubernetes puts before the pods of a Service."""

import json
from contextlib import ExitStack
from typing import Any

from local_stack.broker import Broker
from local_stack.errors import StackError
from local_stack.installation import Installation
from local_stack.name_service import NameService
from local_stack.node_home import Kinship
from local_stack.ports import HOST
from local_stack.rundir import RunDirectory
from local_stack.users import ADMINISTRATOR
from rigs.chaos.balancer import Balancer
from rigs.clusters.cluster import MEMBERS, Cluster


class BrokerCluster(Cluster[Broker]):
    """A `Part` of an infrastructure: clients know the balancer's address only, which sends each new connection to the
    next node, whether that one lives or not."""

    def __init__(self, run: RunDirectory, installation: Installation | None = None) -> None:
        installation = installation or Installation()
        self._names = NameService(run, installation)
        kinship = Kinship(installation, self._names)
        super().__init__(
            [Broker(run, name=f"broker-{number}", kinship=kinship) for number in range(1, MEMBERS + 1)]
        )
        self._passwords = kinship.passwords
        self._balancer = Balancer()
        self._balancing: ExitStack | None = None
        self._is_joined = False

    @property
    def url(self) -> str:
        """Where clients connect that may do everything."""
        return self.url_of(ADMINISTRATOR)

    def url_of(self, program: str) -> str:
        """Where a program of the suite connects, as a user of its own."""
        return f"amqp://{program}:{self._passwords[program]}@{HOST}:{self._balancer.port}/"

    def spawn(self) -> None:
        """Start all without waiting for them."""
        super().spawn()
        if self._balancing is None:
            self._balancing = ExitStack()
            self._balancing.enter_context(self._balancer)
            for node in self.members:
                self._balancer.add(node.port)

    def wait_ready(self) -> None:
        """Wait until all nodes serve; they are joined the first time."""
        for node in self.members:
            node.wait_ready()
        if not self._is_joined:
            self._join()

    def start(self) -> None:
        """Start all and wait until all serve."""
        self.spawn()
        self.wait_ready()

    def wipe(self) -> None:
        """Lose every queue and message and come back empty at the same address."""
        for node in self.members:
            node.forget()
        self._is_joined = False
        self.start()

    def close(self) -> None:
        """End all for good, the balancer and the name service too."""
        super().close()
        self._names.kill()
        if self._balancing is not None:
            self._balancing.close()

    def leader_of(self, queue: str) -> Broker:
        """The node that leads a queue. Raises StackError, also while none does."""
        leader = self._queue(queue)["leader"]
        found = [node for node in self.members if node.node == leader and node.running]
        if not found:
            message = f"{queue} has no leader that runs: {leader}"
            raise StackError(message)
        return found[0]

    def is_whole(self, queue: str) -> bool:
        """Whether a queue stands on every node and each of them takes part. Raises StackError."""
        return set(self._queue(queue)["online"]) == {node.node for node in self.members}

    def _queue(self, name: str) -> dict[str, Any]:
        asked = next(node for node in self.members if node.running)
        listed = asked.control("--quiet", "--formatter", "json", "list_queues", "name", "leader", "online")
        queues: list[dict[str, Any]] = json.loads(listed)
        found = [queue for queue in queues if queue["name"] == name]
        if not found:
            message = f"there is no queue {name}"
            raise StackError(message)
        return found[0]

    def _join(self) -> None:
        first, *others = self.members
        # One after the other: with each one the cluster becomes another.
        for node in others:
            node.control("stop_app")
            node.control("join_cluster", first.node)
            node.control("start_app")
        self._is_joined = True
