"""epmd, by which the nodes of one run, and `rabbitmqctl`, find one another: one of the run's own."""

from collections.abc import Mapping

from local_stack.installation import Installation
from local_stack.ports import HOST, free_port
from local_stack.processes import ChildProcess
from local_stack.rundir import RunDirectory


class NameService:
    """Started beside the first node: that would start one for the whole machine, which would outlive it."""

    def __init__(self, run: RunDirectory, installation: Installation) -> None:
        self._installation = installation
        self._seen = run.state.parent
        self._process = ChildProcess("epmd", run)
        self.port = free_port()

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it unless it runs."""
        if self._process.running:
            return
        address = ("-address", HOST, "-port", str(self.port))
        command = self._installation.command(self._installation.epmd, *address, seen=self._seen)
        self._process.start(command, environment)

    def move(self) -> None:
        """Go to another port, with its next start."""
        self.kill()
        self.port = free_port()

    def kill(self) -> None:
        """`kill -9`."""
        self._process.kill()
