"""What `run` says once everything is up: where it listens, and how another terminal uses it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from local_stack.demo.tenant import TENANT_UID, DemoTenant
from local_stack.stack import Stack

INTO_A_SHELL: Final = 'eval "$(.venv/bin/local-stack env)"'
TO_TRY: Final[Mapping[str, str]] = {
    "local-stack order": "a customer orders in Omnium",
    "flow-omnium find DEMO-1001": "where it stands in both systems",
    f"flow-omnium tenants check {TENANT_UID}": "whether both systems let the suite in",
}
"""Three commands, as they are typed, and what each shows."""

_NOT_FOR_A_PERSON: Final = ("LOG_FORMAT",)


def variables_for(stack: Stack, tenant: DemoTenant | None) -> dict[str, str]:
    """Everything that `flow-omnium` and the senders of events need. Broker and database let whoever has it do everything,
    as the owner of the machine may; the tenant's secrets are those of the demo, where that was registered."""
    suite = {name: value for name, value in stack.suite.environment.items() if name not in _NOT_FOR_A_PERSON}
    addresses = {
        "WEBHOOK_GATEWAY_URL": stack.suite.gateway.base_url,
        **stack.web_console.variables,
        "METRICS_URLS": ",".join(f"{name}={url}" for name, url in stack.metrics().items()),
    }
    return {**suite, **addresses, **(tenant.variables if tenant is not None else {})}


def welcome(stack: Stack, env_file: Path, tenant: DemoTenant | None) -> Iterator[str]:
    """Say it line by line."""
    yield from _listed(stack.addresses())
    yield "metrics"
    yield from _listed(stack.metrics())
    yield from _listed({"logs": stack.logs, "variables": str(env_file)})
    yield "In another terminal, in the folder of the checkout:"
    yield f"  {INTO_A_SHELL}"
    for command, shows in TO_TRY.items() if tenant is not None else ():
        yield f"  {command:<40}# {shows}"
    yield "Ctrl-C stops everything."


def _listed(named: Mapping[str, str]) -> Iterator[str]:
    return (f"  {name:<22}{value}" for name, value in named.items())
