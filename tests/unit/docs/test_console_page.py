"""The page about the web console names every page that there is, shows pictures that are there, and none that is too large."""

import re
from pathlib import Path

from admin_console.web.routes import ROUTES
from admin_console.web.shell.pages import KEYS
from rigs.browser.pictures import MOST_BYTES, NAMES

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (DOCS / "console.md").read_text(encoding="utf-8")
PNG = b"\x89PNG\r\n"


def test_every_page_it_names_is_there() -> None:
    named = set(re.findall(r"`(/[\w/{}-]*)(?:\?[^`]*)?`", TEXT))
    assert named - {"/", "/metrics"} <= {route.path for route in ROUTES} | {"/login/callback"}
    assert len(named) > 15


def test_its_pictures_are_there_and_bounded() -> None:
    shown = set(re.findall(r"\]\((console/\w+\.png)\)", TEXT))
    taken = {str(path.relative_to(DOCS)) for path in (DOCS / "console").glob("*.png")}
    assert shown == taken == {f"console/{name}.png" for name in NAMES}
    for path in taken:
        assert (DOCS / path).read_bytes().startswith(PNG)
        assert (DOCS / path).stat().st_size <= MOST_BYTES


def test_its_keys_are_those_of_the_help_page() -> None:
    told = {part for key, _ in KEYS for part in key.split()}
    table = TEXT.partition("## Keyboard")[2].partition("##")[0]
    assert told <= set(re.findall(r"`([^`]+)`", table))
