"""The gateway of a checkout as a process, on a database of its own that this checkout's own schema was applied to."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.stage import EVENTS_PATH, TENANT_FILE, UNKNOWN
from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.processes import system_environment
from local_stack.service import Service
from local_stack.suite import ENCRYPTION_KEYS, Endpoints, Suite

_GATEWAY: Final = "webhook-gateway"
_SECONDS: Final = 120


@dataclass(frozen=True)
class Door:
    """A gateway that takes turns: how it is called here, its process, and where events are posted."""

    name: str
    service: Service

    @property
    def url(self) -> str:
        """Where events are posted."""
        return f"{self.service.base_url}{EVENTS_PATH}"


def door_of(name: str, checkout: Path, infrastructure: Infrastructure, secret: str) -> Door:
    """Prepare the gateway of a checkout that has its `.venv`; it is not started. Raises StackError."""
    programs = checkout.resolve() / ".venv" / "bin"
    if not (programs / _GATEWAY).is_file():
        message = f"{checkout} has no {_GATEWAY}: `make setup` there first"
        raise StackError(message)
    settings = {"LOG_LEVEL": "WARNING", "MONGODB_DATABASE": name}
    suite = Suite(infrastructure.run, Endpoints.on(infrastructure, UNKNOWN, UNKNOWN), settings)
    # As the administrator: what the users of this checkout may do need not be all that the other one needs.
    told = {**suite.environment, "BENCH_SECRET": secret}
    _run(programs, told, "schema", "apply")
    _run(programs, told, "tenants", "apply", str(TENANT_FILE))
    env = {
        variable: value for variable, value in suite.environment.items() if variable not in ENCRYPTION_KEYS
    }
    service = Service(f"gateway-{name}", env, infrastructure.run, command=[programs / _GATEWAY])
    return Door(name, service)


def _run(programs: Path, env: Mapping[str, str], *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603 - the command of a checkout, no shell
        [programs / "flow-omnium", *arguments],
        env={**system_environment(), **env},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        message = f"{programs}/flow-omnium {' '.join(arguments)}: {done.stdout}{done.stderr}"
        raise StackError(message)
