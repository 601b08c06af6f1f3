"""The console script `token-manager`."""

import sys

from flow_omnium.runtime.entry import begin


def main() -> None:
    """Run the service; the exit code is run_service's."""
    begin()
    from flow_omnium.runtime.service import run_service  # noqa: PLC0415 - after the signals
    from token_manager.app import serve  # noqa: PLC0415 - after the signals
    from token_manager.settings import Settings  # noqa: PLC0415 - after the signals

    sys.exit(run_service("token-manager", Settings, serve))


if __name__ == "__main__":
    main()
