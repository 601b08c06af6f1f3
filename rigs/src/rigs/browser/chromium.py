"""Debian's Chromium, as `make setup` installs it, or the one that CHROMIUM names."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from local_stack.errors import MissingProgramError

VARIABLE: Final = "CHROMIUM"
USUAL: Final = "/usr/bin/chromium"

_FLAGS: Final = (
    "--disable-background-networking",  # asks nobody but whom a test tells it to
    "--disable-component-update",
    "--no-proxy-server",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)


def chromium_path(environ: Mapping[str, str]) -> str:
    """Return the program. Raises MissingProgramError, so that a test without a browser fails and none is skipped."""
    path = environ.get(VARIABLE) or USUAL
    found = shutil.which(path)
    if found is None:
        message = f'Chromium is missing at {path}: run "sudo apt-get install chromium" or set {VARIABLE}'
        raise MissingProgramError(message)
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser without a screen; root's has no sandbox of its own, which nobody else is let in to."""
    flags = [*_FLAGS, *(("--no-sandbox",) if os.geteuid() == 0 else ())]
    path = chromium_path(os.environ)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            browser.close()
