"""`python -m rigs.browser`: take the pictures of docs/console.md anew."""

import sys
from pathlib import Path

from local_stack.infrastructure import Infrastructure
from local_stack.rundir import checkout_root
from rigs.browser.chromium import chromium
from rigs.browser.house import console_house
from rigs.browser.night import pass_through
from rigs.browser.pictures import MOST_BYTES, take_pictures


def main() -> int:
    """Take them; 1 when one is larger than it may be."""
    folder = checkout_root() / "docs" / "console"
    with Infrastructure("pictures") as infrastructure, console_house(infrastructure) as house:
        night = pass_through(house)
        with chromium() as browser:
            taken = list(take_pictures(browser, house, night, folder))
    for file in taken:
        sys.stdout.write(f"{file.relative_to(Path.cwd())} {file.stat().st_size:,} bytes\n")
    return int(any(file.stat().st_size > MOST_BYTES for file in taken))


if __name__ == "__main__":
    sys.exit(main())
