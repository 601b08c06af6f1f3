"""The console script `admin-console`."""

import sys
from collections.abc import Sequence
from typing import Final

from flow_omnium.runtime.entry import begin

_BAD_INPUT: Final = 2


def main() -> None:
    """Run the web console; the exit code is run_service's. With `hash-password` make what CONSOLE_PASSWORD_HASH is set to."""
    if len(sys.argv) > 1:
        sys.exit(_command(sys.argv[1:]))
    begin()
    from admin_console.web.app import serve_console  # noqa: PLC0415 - after the signals
    from admin_console.web.settings import ConsoleSettings  # noqa: PLC0415 - after the signals
    from flow_omnium.runtime.service import run_service  # noqa: PLC0415 - after the signals

    sys.exit(run_service("admin-console", ConsoleSettings, serve_console))


def _command(words: Sequence[str]) -> int:
    from admin_console.web.signing_in.hashing import COMMAND, hash_password  # noqa: PLC0415 - no service needs it

    if list(words) == [COMMAND]:
        return hash_password()
    sys.stderr.write(
        f"usage: admin-console [{COMMAND}]; all else is told by the environment: docs/configuration.md\n"
    )
    return _BAD_INPUT


if __name__ == "__main__":
    main()
