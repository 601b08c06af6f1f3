"""Pictures of the console's main pages, for docs/console.md: what somebody sees in the morning after a bad night."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, ViewportSize

from rigs.browser.door import sign_in
from rigs.browser.house import House
from rigs.browser.night import Night
from rigs.browser.samples import addresses

MOST_BYTES: Final = 160_000
"""Of one picture: all of them are in the repository."""

_SIZE: Final = ViewportSize(width=1120, height=760)
_PATHS: Final = {
    "overview": "/",
    "record": "/records/{tenant}/{record}",
    "problem": "/problems/{cause}",
    "job": "/jobs/{id}",
    "bulk": "/bulk",
    "webhooks": "/tenants/{tenant}/webhooks",
    "reconciliation": "/reconciliation/{run}",
}
NAMES: Final = tuple(_PATHS)


def take_pictures(browser: Browser, house: House, night: Night, folder: Path) -> Iterator[Path]:
    """Take each picture, in light; those that a smaller palette makes smaller are drawn with one."""
    folder.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        base_url=house.url, viewport=_SIZE, color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    sign_in(page, house.console.password)
    known = addresses(house, night)
    for name, path in _PATHS.items():
        page.goto(known[path])
        file = folder / f"{name}.png"
        page.screenshot(path=file, animations="disabled")
        yield file
    context.close()
