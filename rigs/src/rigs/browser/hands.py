"""What people do in a page of the console, whichever it is."""

import re
from typing import Final

from playwright.sync_api import Page

_MOST_STEPS: Final = 60


def press_button(page: Page, name: str | re.Pattern[str]) -> None:
    """Press the first button of the page's content that is called so."""
    page.get_by_role("main").get_by_role("button", name=name).first.click()


def find(page: Page, words: str) -> None:
    """Look for a number, as anybody begins who is asked for one."""
    page.goto("/")
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")


def press_tab_until(page: Page, label: str) -> None:
    """Go on from element to element, until the one with this label has the focus. Raises AssertionError where none has."""
    for _ in range(_MOST_STEPS):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text().startswith(label):
            return
    message = f"{label} is not reached by the keyboard"
    raise AssertionError(message)
