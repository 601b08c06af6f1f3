"""What each command of `local-stack` does."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from local_stack.background import Background
from local_stack.demo.catalogue import CatalogueScenes
from local_stack.demo.shop import Shop
from local_stack.demo.stockroom import Stockroom
from local_stack.demo.story import Story
from local_stack.demo.table import catalogue_table, shop_table, table_of
from local_stack.demo.tenant import TENANT_UID, DemoTenant
from local_stack.errors import StackError
from local_stack.interruption import interruptible, wait_for_end
from local_stack.progress import Progress
from local_stack.stack import Stack

DEMO_SETTINGS = {
    "RETRY_UNIT_SECONDS": "1",
    "RELAY_INTERVAL_SECONDS": "1",
    "MONGODB_DATABASE": "flow_omnium_demo",
}


def up(progress: Progress) -> None:
    """Start broker and database in the background."""
    with interruptible(), progress.step("Starting RabbitMQ and MongoDB in the background"):
        running = Background().up()
    for name, value in running.variables.items():
        progress.say(f"{name}={value}")
    progress.say(f"logs: {running.logs}")


def down(progress: Progress) -> None:
    """Stop them."""
    with progress.step("Stopping RabbitMQ and MongoDB"):
        stopped = Background().down()
    progress.say("stopped" if stopped else "nothing was running")


def status(progress: Progress) -> None:
    """Say what runs in the background."""
    running = Background().running()
    if running is None:
        raise StackError("nothing runs in the background: `local-stack up` starts it")
    progress.say(f"running since pid {running.pid} started it, logs: {running.logs}")


def env(progress: Progress) -> None:
    """Print lines for a shell's `eval`."""
    running = Background().running()
    if running is None:
        raise StackError("nothing runs in the background: `local-stack up` starts it")
    for name, value in running.variables.items():
        progress.say(f"export {name}='{value}'")


def run(progress: Progress) -> None:
    """Everything, until told to stop."""
    with interruptible(), Stack("run", progress, os.environ, {}) as stack, _naming_logs(stack):
        if stack.simulated:
            with progress.step("Registering the tenant demo"):
                tenant = DemoTenant(exports_catalogue=True)
                tenant.register(stack.simulators, stack.suite)
                tenant.subscribe_to_shop(stack.simulators, stack.suite)
        for name, url in stack.addresses().items():
            progress.say(f"  {name:<22}{url}")
        progress.say("metrics")
        for name, url in stack.metrics().items():
            progress.say(f"  {name:<22}{url}")
        progress.say(f"  {'logs':<22}{stack.logs}\nCtrl-C stops everything.")
        wait_for_end()


def demo(progress: Progress) -> None:
    """The story, on parts of its own."""
    _refuse_real_systems(os.environ)
    tenant = DemoTenant(exports_catalogue=True)
    settings, apply = DEMO_SETTINGS, partial(_apply, tenant, progress)
    with (
        interruptible(),
        Stack("demo", progress, os.environ, settings, meanwhile=apply) as stack,
        _naming_logs(stack),
    ):
        _tell(stack, tenant, progress)


def _apply(tenant: DemoTenant, progress: Progress, stack: Stack) -> None:
    progress.say(f"Applying the tenant {TENANT_UID} …")
    tenant.apply(stack.simulators, stack.suite)


def _tell(stack: Stack, tenant: DemoTenant, progress: Progress) -> None:
    tenant.subscribe(stack.simulators, stack.suite)
    story = Story(tenant, stack.simulators)
    with progress.step("Two customers order; waiting until the shop has both orders"):
        arrivals = story.await_arrivals(story.place_orders())
    progress.console.print(table_of(arrivals))
    tenant.subscribe_to_shop(stack.simulators, stack.suite)
    with progress.step(
        "The shop picks, hands over, sells, takes back and receives; waiting until Omnium knows"
    ):
        scenes = [*Shop(stack.simulators).tell(), *Stockroom(stack.simulators).tell()]
    progress.console.print(shop_table(scenes))
    with progress.step("The catalogue; waiting until the shop has it, and follows"):
        catalogue = CatalogueScenes(stack.simulators, stack.suite).tell()
    progress.console.print(catalogue_table(catalogue))


@contextmanager
def _naming_logs(stack: Stack) -> Iterator[None]:
    try:
        yield
    except StackError as error:
        message = f"{error}\nlogs: {stack.logs}"
        raise StackError(message) from error


def _refuse_real_systems(environ: Mapping[str, str]) -> None:
    given = [name for name in ("OMNIUM_API_URL", "FLOW_API_URL") if environ.get(name)]
    if given:
        message = f"the demo orders goods for invented customers: unset {' and '.join(given)} to run it"
        raise StackError(message)
