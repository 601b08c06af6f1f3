"""Replacing the pods of a Deployment as Kubernetes does, with real processes: a new one first, then an old one goes."""

import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from local_stack.errors import StackError
from local_stack.service import Service
from rigs.chaos.arena import Arena
from rigs.chaos.balancer import Balancer

LAG_SECONDS = 1.0
"""For how long new connections are still sent to a pod that was told to stop: lists of endpoints are not changed
everywhere at once."""

DRAIN_SECONDS = "2"

LEASE_SECONDS = "10"
"""Nobody dies here, and six processes that start on two cores keep a renewal waiting for longer than a short lease allows."""

GRACE_SECONDS = 40
REPLICAS = 2


class Fleet:
    """Some processes of one service, and the balancer before them if others call it."""

    def __init__(self, make: Callable[[], Service], balancer: Balancer | None = None) -> None:
        self._make = make
        self._balancer = balancer
        self.pods: list[Service] = []

    def start(self, number: int) -> None:
        """Start that many."""
        for _ in range(number):
            self._add()

    def roll(self) -> None:
        """Replace each, one after the other. Raises StackError when one does not end in order and in time."""
        for pod in list(self.pods):
            self._add()
            self._end(pod)

    def kill(self) -> None:
        """End all without waiting."""
        for pod in self.pods:
            pod.kill()

    def _add(self) -> None:
        pod = self._make()
        self.pods.append(pod.start())
        if self._balancer is not None:
            self._balancer.add(_port(pod))

    def _end(self, pod: Service) -> None:
        pod.signal(signal.SIGTERM)
        if self._balancer is not None:
            time.sleep(LAG_SECONDS)
            self._balancer.remove(_port(pod))
        code = pod.wait(GRACE_SECONDS)
        self.pods.remove(pod)
        if code != 0:
            message = f"{pod.name} ended with {code}: {pod.output[-500:]}"
            raise StackError(message)


@dataclass(frozen=True)
class Deployment:
    """Two gateways and two token-managers behind balancers, and two order workers."""

    door_url: str
    fleets: tuple[Fleet, ...]

    def start(self) -> None:
        """Start all."""
        with ThreadPoolExecutor() as threads:
            list(threads.map(lambda fleet: fleet.start(REPLICAS), self.fleets))

    def roll(self) -> None:
        """Replace all, every Deployment at once, as one `kubectl apply` does. Raises StackError."""
        with ThreadPoolExecutor() as threads:
            list(threads.map(Fleet.roll, self.fleets))

    def kill(self) -> None:
        """End all without waiting."""
        for fleet in self.fleets:
            fleet.kill()


@contextmanager
def deployed(arena: Arena) -> Iterator[Deployment]:
    """A deployment for an arena that nothing serves yet."""
    with Balancer() as door, Balancer() as tokens:
        settings = {
            "HTTP_DRAIN_SECONDS": DRAIN_SECONDS,
            "LEASE_SECONDS": LEASE_SECONDS,
            "TOKEN_MANAGER_URL": tokens.url,
        }
        make = partial(partial, arena.suite.service, settings=settings)
        fleets = (
            Fleet(make("token-manager"), tokens),
            Fleet(make("webhook-gateway"), door),
            Fleet(make("order-sync")),
        )
        deployment = Deployment(door.url, fleets)
        try:
            deployment.start()
            yield deployment
        finally:
            deployment.kill()


def _port(pod: Service) -> int:
    port = urlsplit(pod.base_url).port
    if port is None:
        raise StackError("a service has a port")
    return port
