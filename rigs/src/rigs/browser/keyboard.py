"""Somebody at a page who has a keyboard and no mouse: goes from element to element by Tab, and must see where the focus is."""

import re
from typing import Final

from playwright.sync_api import ElementHandle, Locator, Page, expect

_MOST_STEPS: Final = 250
_CONTAINERS: Final = "BODY, MAIN"
"""What the focus is at before the first element, where nothing has to be drawn."""

_IS_NOWHERE: Final = "document.activeElement === document.body"
_LOOK: Final = """
([wanted, containers]) => {
  const at = document.activeElement, look = getComputedStyle(at), box = at.getBoundingClientRect();
  const isInSight = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const isDrawn = at.matches(':focus-visible') && look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2;
  const isOfTheBrowser = at.matches(':focus-within:not(:focus)');
  const isSeen = at.matches(containers) || (isInSight && (isDrawn || isOfTheBrowser));
  return [at === wanted, isSeen ? '' : at.outerHTML.slice(0, 200)];
}
"""


class Keyboard:
    """Presses keys in a page, and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.up("Tab")
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Type a text into what has the focus."""
        self.page.keyboard.type(text)

    def paste(self, text: str) -> None:
        """Put a long text in the place of what stands in the focused field."""
        self.press("Control+A")
        self.page.keyboard.insert_text(text)

    def reach(self, wanted: Locator) -> None:
        """Go on by Tab until it has the focus. Raises AssertionError where it is not reached, or where the focus is not seen on the way."""
        found = wanted.element_handle()
        for _ in range(_MOST_STEPS):
            if self._is_at(found):
                return
            self.page.keyboard.down("Tab")  # held, as by anybody who has far to go
        message = f"the keyboard does not reach {wanted}"
        raise AssertionError(message)

    def skip_to_the_content(self) -> None:
        """Go past what stands above every page's content, unless the focus is somewhere already."""
        if self.page.evaluate(_IS_NOWHERE):
            self.press("Tab", "Enter")

    def fill(self, label: str, text: str) -> None:
        """Go to a field of the content, by how its label begins, and write into it; a long text is pasted."""
        self.skip_to_the_content()
        field = self.page.get_by_role("main").get_by_label(re.compile(f"^{re.escape(label)}")).first
        self.reach(field)
        if "\n" in text:
            self.paste(text)
        else:
            self.write(text)

    def push(self, name: str | re.Pattern[str], where: Locator | None = None) -> None:
        """Go to a button or a link that is called so, and press Enter; the first one of the content unless it is said where."""
        if where is None:
            self.skip_to_the_content()
        within = where or self.page.get_by_role("main")
        named = within.get_by_role("button", name=name).or_(within.get_by_role("link", name=name))
        self.reach(named.first)
        self.press("Enter")

    def unfold(self, name: str) -> None:
        """Open what is folded away under these words."""
        self.skip_to_the_content()
        self.reach(self.page.locator("summary", has_text=name).first)
        self.press("Enter")

    def is_told_first(self) -> None:
        """Wait until the page's heading has the focus, as it must after an act, and is seen to have it."""
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_be_focused()
        self._is_at(heading.element_handle())

    def _is_at(self, wanted: ElementHandle) -> bool:
        is_there, unseen = self.page.evaluate(_LOOK, [wanted, _CONTAINERS])
        if unseen:
            message = f"nobody sees that the focus is at {unseen}"
            raise AssertionError(message)
        return bool(is_there)
