"""The console script `admin-console`."""

import sys

from flow_omnium.runtime.entry import begin


def main() -> None:
    """Run the web console; the exit code is run_service's."""
    begin()
    from admin_console.web.app import serve_console  # noqa: PLC0415 - after the signals
    from admin_console.web.settings import ConsoleSettings  # noqa: PLC0415 - after the signals
    from flow_omnium.runtime.service import run_service  # noqa: PLC0415 - after the signals

    sys.exit(run_service("admin-console", ConsoleSettings, serve_console))


if __name__ == "__main__":
    main()
