"""Start the catalogue worker: `catalog-sync`."""

import sys

from flow_omnium.runtime.entry import begin


def main() -> None:
    """Run until SIGTERM."""
    begin()
    from catalog_sync.app import NAME, serve_catalog_sync  # noqa: PLC0415 - after the signals
    from flow_omnium.jobs.worker.settings import WorkerServiceSettings  # noqa: PLC0415 - after the signals
    from flow_omnium.runtime.service import run_service  # noqa: PLC0415 - after the signals

    sys.exit(run_service(NAME, WorkerServiceSettings, serve_catalog_sync))


if __name__ == "__main__":
    main()
