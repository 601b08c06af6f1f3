"""The steps of docs/scaling.md by which a tenant moves, with orders that come before, during and after them."""

import time
from pathlib import Path
from typing import Final

from benchmarks.cells.stage import Cells
from local_stack.demo.tenant import TENANT_FILE, TENANT_UID
from local_stack.progress import Progress
from local_stack.scene import awaited

BEFORE: Final = range(20)
PENDING: Final = range(20, 40)
REFUSED: Final = range(40, 50)
AFTER: Final = range(50, 60)

_KNOWN_SECONDS: Final = 5.0
"""A pause, and a tenant that is off, are known in all processes by then; Omnium's tries of an event have begun."""


def moved(cells: Cells, progress: Progress) -> int:
    """Move the tenant; return how many orders there are."""
    old, new = cells.old.suite, cells.new.suite
    cells.place(BEFORE)
    cells.await_in_shop(BEFORE.stop)
    _store_in_new(cells)
    old.cli_checked("jobs", "pause", "--tenant", TENANT_UID, "--reason", "it moves")
    time.sleep(_KNOWN_SECONDS)
    cells.place(PENDING)
    awaited("they are held", lambda: len(cells.old.pending()) == len(PENDING) or None)
    old.cli_checked("tenants", "deactivate", TENANT_UID, "--yes")
    time.sleep(_KNOWN_SECONDS)
    cells.place(REFUSED)
    time.sleep(_KNOWN_SECONDS)
    progress.say(f"in the shop while neither cell works: {len(cells.in_shop())}")
    cells.route_to_new()
    new.cli_checked("tenants", "activate", TENANT_UID)
    cells.place(AFTER)
    new.cli_checked("reconcile", "--tenant", TENANT_UID, "--kind", "orders", "--since", "1h", "--fix")
    cells.new.await_quiet()
    left = str(len(cells.old.pending()))
    old.cli_checked("jobs", "cancel", "--tenant", TENANT_UID, "--reason", "it has moved", "--yes", left)
    return AFTER.stop


def _store_in_new(cells: Cells) -> None:
    """Apply the tenant's file, switched off."""
    text = TENANT_FILE.read_text(encoding="utf-8").replace("active: true", "active: false")
    file = Path(cells.old_infrastructure.run.state) / "moved.yaml"
    file.write_text(text, encoding="utf-8")
    cells.new.suite.cli_checked("tenants", "apply", str(file), env=cells.new.tenant.variables)
