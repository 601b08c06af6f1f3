"""Start the catalogue worker: `catalog-sync`."""

import os
import sys
from typing import Final

from flow_omnium.runtime.entry import begin


LESS_URGENT: Final = 10
"""How much less urgent than other processes it is (`nice`): an export can wait, and orders share its machine."""


def main() -> None:
    """Run until SIGTERM."""
    begin()
    os.nice(LESS_URGENT)
    from catalog_sync.app import NAME, serve_catalog_sync  # noqa: PLC0415 - after the signals
    from flow_omnium.jobs.worker.settings import WorkerServiceSettings  # noqa: PLC0415 - after the signals
    from flow_omnium.runtime.service import run_service  # noqa: PLC0415 - after the signals

    sys.exit(run_service(NAME, WorkerServiceSettings, serve_catalog_sync))


if __name__ == "__main__":
    main()
