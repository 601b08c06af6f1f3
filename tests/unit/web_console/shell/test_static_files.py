"""The files that pages refer to: ours, small, and htmx as it came."""

import base64
import hashlib
from pathlib import Path

from admin_console.web.static_files import StaticFiles

FOLDER = Path(__file__).parents[4] / "services/admin-console/src/admin_console/web/static"
HTMX_SHA384 = "Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"


def lines(name: str) -> int:
    return len((FOLDER / name).read_text().splitlines())


def test_our_own_script_and_style_stay_small() -> None:
    assert lines("console.js") <= 80
    assert lines("console.css") <= 400


def test_our_own_script_evaluates_nothing_and_writes_no_html() -> None:
    script = (FOLDER / "console.js").read_text()
    assert not [word for word in ("eval(", "Function(", "innerHTML", "document.write") if word in script]


def test_htmx_is_the_file_that_was_looked_at() -> None:
    digest = hashlib.sha384((FOLDER / "htmx-4.0.1.min.js").read_bytes()).digest()
    assert base64.b64encode(digest).decode() == HTMX_SHA384
    assert "Zero-Clause BSD" in (FOLDER / "htmx-4.0.1.LICENSE.txt").read_text()


def test_every_file_is_served_under_a_path_that_changes_with_it() -> None:
    paths = StaticFiles().paths
    assert set(paths) == {"console.css", "console.js", "htmx-4.0.1.min.js", "icon.svg"}
    digest = hashlib.sha256((FOLDER / "console.css").read_bytes()).hexdigest()[:12]
    assert paths["console.css"] == f"/static/{digest}/console.css"
