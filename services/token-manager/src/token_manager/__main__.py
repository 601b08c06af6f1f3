"""The console script `token-manager`."""

import sys

from flow_omnium.runtime.service import run_service
from token_manager.app import serve
from token_manager.settings import Settings


def main() -> None:
    """Run the service; the exit code is run_service's."""
    sys.exit(run_service("token-manager", Settings, serve))


if __name__ == "__main__":
    main()
