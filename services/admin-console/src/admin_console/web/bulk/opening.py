"""Opens what carries out acts on many jobs in this process."""

from contextlib import AsyncExitStack

from admin_console.acts.bulk_runner import BulkRunner
from admin_console.web.console import Console


async def open_bulk_runner(stack: AsyncExitStack, console: Console) -> BulkRunner:
    """Carry out acts for as long as the stack is open."""
    runner = BulkRunner(console.database, console.clock, console.supervisor)
    return await stack.enter_async_context(runner)
