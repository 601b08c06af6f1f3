"""What the person in front of the screen sees while something is being done."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


class Progress:
    """A spinner on a terminal, one line per finished step anywhere else."""

    def __init__(self, console: Console) -> None:
        self.console = console

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Show that `what` is being done, then how long it took."""
        start = time.monotonic()
        if not self.console.is_terminal:
            self.console.print(f"{what} …")
        with self.console.status(f"{what} …"):
            yield
        if self.console.is_terminal:
            self.console.print(f"[green]✓[/] {what} [dim]{time.monotonic() - start:.1f} s[/]")

    def say(self, text: str) -> None:
        """Print a line as it is."""
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)
