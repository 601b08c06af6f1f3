"""What each command of `local-stack` does."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from local_stack.background import Background
from local_stack.demo.catalogue import CatalogueScenes
from local_stack.demo.farewell import LOOKING_MINUTES, farewell
from local_stack.demo.ordering import place_order
from local_stack.demo.shop import WEB_ORDER, Shop
from local_stack.demo.stockroom import Stockroom
from local_stack.demo.story import Story
from local_stack.demo.table import catalogue_table, shop_table, table_of
from local_stack.demo.tenant import TENANT_UID, DemoTenant
from local_stack.errors import StackError
from local_stack.foreground import Foreground
from local_stack.interruption import interruptible, wait_for_end, wait_for_enter
from local_stack.progress import Progress
from local_stack.shell import lines_for
from local_stack.stack import Stack
from local_stack.web_console import WebConsole
from local_stack.welcome import variables_for, welcome

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
    for line in lines_for(_of_what_runs()):
        progress.say(line)


def order(progress: Progress, number: str | None) -> None:
    """Place an order in the simulated Omnium of what `run` runs."""
    variables = Foreground().variables()
    if variables is None:
        raise StackError("nothing runs in the foreground: `local-stack run` starts it")
    placed = place_order(variables, number)
    progress.say(f"order {placed} is placed in Omnium; its event is on the way to the shop")


def run(progress: Progress) -> None:
    """Everything, until told to stop."""
    with interruptible(), Stack("run", progress, os.environ, {}) as stack, _naming_logs(stack):
        tenant = _registered(stack, progress) if stack.simulated else None
        foreground = Foreground()
        with foreground.telling(variables_for(stack, tenant)):
            for line in welcome(stack, foreground.env_file, tenant):
                progress.say(line)
            wait_for_end()


def _registered(stack: Stack, progress: Progress) -> DemoTenant:
    tenant = DemoTenant(exports_catalogue=True)
    with progress.step(f"Registering the tenant {TENANT_UID}"):
        tenant.register(stack.simulators, stack.suite)
        tenant.subscribe_to_shop(stack.simulators, stack.suite)
    return tenant


def _of_what_runs() -> Mapping[str, str]:
    """The foreground's first: it is all of the suite, what runs in the background is broker and database alone."""
    in_foreground, in_background = Foreground().variables(), Background().running()
    if in_foreground is not None:
        return in_foreground
    if in_background is not None:
        return in_background.variables
    raise StackError(
        "nothing runs: `local-stack run` starts everything, `local-stack up` broker and database"
    )


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
    _show_around(stack.web_console, progress)


def _show_around(console: WebConsole, progress: Progress) -> None:
    """Say where the story can be looked at; a person at a terminal may do so before everything ends."""
    is_watched = progress.console.is_terminal
    story = console.record(TENANT_UID, f"order:{WEB_ORDER}")
    for line in farewell(console.url, story, console.password, is_watched=is_watched):
        progress.say(line)
    if is_watched:
        wait_for_enter(LOOKING_MINUTES * 60)


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
