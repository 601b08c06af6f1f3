"""The console script `admin-console`: the web console, or `admin-console hash-password`."""

import sys

from flow_omnium.runtime.entry import begin

_USAGE = "admin-console: it takes no arguments, or `hash-password`\n"
_EXIT_BAD_INPUT = 2


def main() -> None:
    """Run the web console, whose exit code is run_service's; or make the hash of a password."""
    arguments = sys.argv[1:]
    if arguments == ["hash-password"]:
        from admin_console.web.hash_password import hash_password  # noqa: PLC0415 - the console needs none

        sys.exit(hash_password())
    if arguments:
        sys.stderr.write(_USAGE)
        sys.exit(_EXIT_BAD_INPUT)
    begin()
    from admin_console.web.app import serve_console  # noqa: PLC0415 - after the signals
    from admin_console.web.settings import ConsoleSettings  # noqa: PLC0415 - after the signals
    from flow_omnium.runtime.service import run_service  # noqa: PLC0415 - after the signals

    sys.exit(run_service("admin-console", ConsoleSettings, serve_console))


if __name__ == "__main__":
    main()
