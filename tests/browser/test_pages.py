"""Every page, in light and dark, wide and narrow, with and without scripts: open to everybody, and nothing is held against it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from admin_console.web.routes import ROUTES
from rigs.browser import axe
from rigs.browser.house import House
from rigs.browser.night import Night
from rigs.browser.samples import NO_PAGES, addresses
from rigs.browser.watched import Watched

PAGES: Final = sorted({route.path for route in ROUTES if route.method == "GET"} - NO_PAGES.keys())
SHAPES: Final[Mapping[tuple[str, int], Sequence[str] | None]] = {
    ("light", 1280): None,
    ("light", 320): None,
    ("dark", 320): axe.CONTRAST,
    ("dark", 1280): axe.CONTRAST,
}
"""What is looked for in each: everything in light, at both widths; in dark what colours can change."""


@pytest.fixture(scope="module")
def known(house: House, night: Night) -> Mapping[str, str]:
    """An address of each page."""
    return addresses(house, night)


def test_no_page_is_left_out(known: Mapping[str, str]) -> None:
    assert known.keys() == set(PAGES)


@pytest.fixture(scope="module")
def watched(browser: Browser, house: House, cookies: Path) -> Iterator[Watched]:
    """One page for all addresses: to open another for each takes longer than to look at it."""
    context = browser.new_context(base_url=house.url, storage_state=cookies)
    yield Watched(context)
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_open_to_everybody(
    path: str, watched: Watched, known: Mapping[str, str], *, scripts: bool
) -> None:
    watched.let_scripts_run(scripts)
    answered = watched.page.goto(known[path])
    assert answered is not None
    assert answered.status == 200, known[path]
    watched.let_scripts_run(True)
    axe.inject(watched.session)
    assert [*found_in(watched), *watched.taken_faults()] == []


def found_in(watched: Watched) -> Iterator[str]:
    for (theme, width), rules in SHAPES.items():
        watched.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        watched.page.set_viewport_size({"width": width, "height": 800})
        shape = f"{theme}, {width} px"
        yield from (f"{shape}: {one}" for one in axe.violations(watched.session, rules))
        if (wide := watched.side_scroll()) is not None:
            yield f"{shape}: scrolls to the side: {wide}"
