"""The console script `simulators`: reads the environment once, then runs."""

import logging
import os
import sys

import uvloop

from simulators.runner import run
from simulators.settings import SettingsError, read_settings

MISCONFIGURED = 2


def main() -> None:
    """Start both simulators; exit code 2 and one line when a setting is wrong."""
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(MISCONFIGURED)
    logging.basicConfig(stream=sys.stdout, level=settings.log_level, format="%(message)s")
    try:
        uvloop.run(run(settings))
    except OSError as error:
        sys.stderr.write(f"cannot listen: {error}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
