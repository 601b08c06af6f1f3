"""Start the receivement worker: `receivement-sync`."""

import sys

from flow_omnium.runtime.entry import begin


def main() -> None:
    """Run until SIGTERM."""
    begin()
    from flow_omnium.jobs.worker.settings import WorkerServiceSettings  # noqa: PLC0415 - after the signals
    from flow_omnium.runtime.service import run_service  # noqa: PLC0415 - after the signals
    from receivement_sync.app import NAME, serve_receivement_sync  # noqa: PLC0415 - after the signals

    sys.exit(run_service(NAME, WorkerServiceSettings, serve_receivement_sync))


if __name__ == "__main__":
    main()
