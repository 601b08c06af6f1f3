"""Start the receivement worker: `receivement-sync`."""

import sys

from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.runtime.service import run_service
from receivement_sync.app import NAME, serve_receivement_sync


def main() -> None:
    """Run until SIGTERM."""
    sys.exit(run_service(NAME, WorkerServiceSettings, serve_receivement_sync))


if __name__ == "__main__":
    main()
