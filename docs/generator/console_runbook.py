"""The runbook as a page of the web console, whose image has no `docs/`: a template, made from `docs/runbook.md`."""

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

SOURCE: Final = Path(__file__).parents[1] / "runbook.md"
TARGET: Final = (
    Path(__file__).parents[2] / "services/admin-console/src/admin_console/web/templates/shell/runbook.html"
)

_HEAD: Final = '{% extends "layout.html" %}\n{# Made from docs/runbook.md: `make docs`. #}\n{% block content %}\n{% raw %}\n'
_TAIL: Final = "{% endraw %}\n{% endblock %}\n"
_TITLE: Final = re.compile(r"\A# .*\n")


def runbook_template() -> str:
    """Return the template. Its headings have the anchors that `docs/runbook.md` has on a page of the repository."""
    text = _TITLE.sub("", SOURCE.read_text(encoding="utf-8"))
    return f"{_HEAD}{_contents(text)}{_markdown().render(text)}{_TAIL}"


def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark").enable("table")
    for name, rule in (
        ("heading_open", _heading),
        ("link_open", _link),
        ("link_close", _link_end),
        ("th_open", _column),
        ("table_open", _table),
    ):
        made.add_render_rule(name, rule)
    return made


def _contents(text: str) -> str:
    names = re.findall(r"^## (\S+)$", text, re.MULTILINE)
    items = "".join(f'<li><a href="#{name.lower()}">{escape(name)}</a></li>\n' for name in names)
    return f'<nav aria-label="Alerts"><details><summary>All alerts</summary>\n<ul>\n{items}</ul></details></nav>\n'


def _heading(_renderer: RendererHTML, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
    anchor = re.sub(r"[^\w-]", "", tokens[index + 1].content.lower().replace(" ", "-"))
    return f'<{tokens[index].tag} id="{anchor}">'


def _link(_renderer: RendererHTML, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
    """A page of the repository is named, since the console does not have it."""
    href = str(tokens[index].attrGet("href") or "")
    return f'<a href="{escape(href)}">' if href.startswith("#") else "<cite>"


def _link_end(_renderer: RendererHTML, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
    opening = next(token for token in reversed(tokens[:index]) if token.type == "link_open")
    return "</a>" if str(opening.attrGet("href") or "").startswith("#") else "</cite>"


def _column(_renderer: RendererHTML, _tokens: Sequence[Token], _index: int, *_rest: Any) -> str:
    return '<th scope="col">'


def _table(_renderer: RendererHTML, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
    above = next((token.content for token in reversed(tokens[:index]) if token.type == "inline"), "")
    caption = re.sub(r"[*`]|\[|\]\([^)]*\)", "", " ".join(above.split()))
    return f"<table>\n<caption>{escape(caption)}</caption>\n"
