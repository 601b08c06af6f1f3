"""What kind of run of a task is asked for: the options of `tasks run`."""

from dataclasses import dataclass
from typing import Annotated

import typer

from admin_console.options import taking


@dataclass(frozen=True)
class RunChoice:
    """The options as they were typed; none: what is new is written, as when the task is due."""

    full: Annotated[
        bool, typer.Option("--full", help="Compare everything with what Flow has, not only what is new.")
    ] = False
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List every write, field by field, and write nothing.")
    ] = False
    sku: Annotated[
        list[str] | None, typer.Option("--sku", metavar="SKU", help="Only this product; may be repeated.")
    ] = None
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Go on where a run refuses until somebody has looked.")
    ] = False

    @property
    def skus(self) -> tuple[str, ...]:
        """The products that are asked for; none: all."""
        return tuple(self.sku or ())

    def __str__(self) -> str:
        """Say it as it was typed, for the record of an act."""
        flags = (("--full", self.full), ("--dry-run", self.dry_run), ("--confirm", self.confirm))
        return " ".join([*(f"--sku {sku}" for sku in self.skus), *(flag for flag, is_set in flags if is_set)])


ordering = taking(RunChoice)
"""Gives a command those options; it receives them, as a `RunChoice`, as its first argument."""
