"""Opens what carries out acts on many jobs in this process."""

from contextlib import AsyncExitStack

from admin_console.acts.bulk_runner import BulkRunner
from admin_console.acts.bulk_watch import BulkWatch
from admin_console.web.console import Console
from flow_omnium.runtime.metrics import ConsoleMetrics


async def open_bulk_acts(stack: AsyncExitStack, console: Console, metrics: ConsoleMetrics) -> None:
    """Carry out acts, and look whether any stands still, for as long as the stack is open."""
    database, clock, supervisor = console.database, console.clock, console.supervisor
    await stack.enter_async_context(BulkWatch(database, clock, metrics, supervisor))
    await stack.enter_async_context(BulkRunner(database, clock, supervisor, metrics))
