"""Every page, in light and dark, wide and narrow, with and without scripts: open to everybody, and nothing is held against it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pytest
from playwright.sync_api import BrowserContext

from admin_console.web.routes import ROUTES
from rigs.browser import axe
from rigs.browser.house import House
from rigs.browser.night import Night
from rigs.browser.samples import NO_PAGES, addresses
from rigs.browser.watched import Watched

Open = Callable[..., BrowserContext]

PAGES: Final = sorted({route.path for route in ROUTES if route.method == "GET"} - NO_PAGES.keys())
WIDTHS: Final = (1280, 320)
THEMES: Final[Mapping[str, tuple[str, ...] | None]] = {"light": None, "dark": axe.CONTRAST}
"""What is looked for in each: in the second only what colours can change."""


@pytest.fixture(scope="module")
def known(house: House, night: Night) -> Mapping[str, str]:
    """An address of each page."""
    return addresses(house, night)


def test_no_page_is_left_out(known: Mapping[str, str]) -> None:
    assert known.keys() == set(PAGES)


@pytest.fixture(params=[True, False], ids=["scripts", "none"])
def watched(request: pytest.FixtureRequest, visit: Open) -> Watched:
    page = Watched(visit())
    page.let_scripts_run(request.param)
    return page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_open_to_everybody(path: str, watched: Watched, known: Mapping[str, str]) -> None:
    answered = watched.page.goto(known[path])
    assert answered is not None
    assert answered.status == 200, known[path]
    watched.let_scripts_run(True)
    axe.inject(watched.session)
    assert [*found_in(watched), *watched.taken_faults()] == []


def found_in(watched: Watched) -> Iterator[str]:
    for theme, rules in THEMES.items():
        watched.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for width in WIDTHS:
            watched.page.set_viewport_size({"width": width, "height": 800})
            shape = f"{theme}, {width} px"
            yield from (f"{shape}: {one}" for one in axe.violations(watched.session, rules))
            if (wide := watched.side_scroll()) is not None:
                yield f"{shape}: scrolls to the side: {wide}"
