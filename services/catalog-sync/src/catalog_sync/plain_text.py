"""Texts for the shop: Omnium's may hold HTML, which a till would show as it stands."""

import html
import re
from html.parser import HTMLParser
from itertools import chain
from typing import Final

_BLOCKS: Final = frozenset(
    {"br", "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_HIDDEN: Final = frozenset({"script", "style"})
_MARKUP: Final = re.compile(r"[<&]")
_PLAIN_TAG: Final = re.compile(r"</?([A-Za-z][A-Za-z0-9]*) ?/?>")
_ANGLE: Final = re.compile(r"[<>]")


class _Text(HTMLParser):
    """Collects what a reader sees; a block begins a new line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser`."""
        del attrs
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser`: HTML knows no tag that closes itself."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """See `HTMLParser`."""
        self._hidden -= tag in _HIDDEN and self._hidden > 0
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """See `HTMLParser`."""
        if not self._hidden:
            self.parts.append(data)


def plain_text(text: str | None) -> str | None:
    """Return a text without its tags, its entities as characters; None where nothing is left."""
    if text is None:
        return None
    seen = without_markup(text) if _MARKUP.search(text) else text
    lines = (" ".join(line.split()) for line in seen.split("\n"))
    return "\n".join(filter(None, lines)) or None


def without_markup(text: str) -> str:
    """Return what a reader sees of HTML, each block on lines of its own."""
    # Nothing but tags without attributes is what most descriptions are made of, and ten times as fast to read.
    texts_and_tags = _PLAIN_TAG.split(text)
    texts, tags = texts_and_tags[::2], [tag.lower() for tag in texts_and_tags[1::2]]
    if _ANGLE.search("".join(texts)) or not _HIDDEN.isdisjoint(tags):
        return parsed(text)
    ends = ("\n" if tag in _BLOCKS else "" for tag in tags)
    return "".join(chain.from_iterable(zip(map(html.unescape, texts), chain(ends, [""]), strict=True)))


def parsed(text: str) -> str:
    """Read any HTML, however broken."""
    reader = _Text()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)
