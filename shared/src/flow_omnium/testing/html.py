"""Reading a page as a browser would: its elements, by tag, class, id and attribute. For tests alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass
class Element:
    """An element, with what is in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it, blanks run together."""
        return " ".join("".join(self._texts()).split())

    @property
    def classes(self) -> frozenset[str]:
        """Its classes."""
        return frozenset(self.attributes.get("class", "").split())

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str) -> str | None:
        """Return an attribute, None where it is absent."""
        return self.attributes.get(name)

    def everything(self) -> "Iterator[Element]":
        """Yield all elements in it, in the order of the document."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.everything()

    def all(self, selector: str) -> "list[Element]":
        """Return what is selected: `td`, `.empty`, `#live`, `a[href]`, `input[name=csrf]`, and such after one another."""
        found = [self]
        for step in selector.split():
            chosen = _chooser(step)
            # An element may be in two that were found.
            found = list(
                {id(one): one for each in found for one in each.everything() if chosen(one)}.values()
            )
        return found

    def one(self, selector: str) -> "Element":
        """Return the only one. Raises LookupError."""
        found = self.all(selector)
        if len(found) != 1:
            message = f"{len(found)} elements are {selector!r}"
            raise LookupError(message)
        return found[0]

    def has(self, selector: str) -> bool:
        """Tell whether anything is selected."""
        return bool(self.all(selector))

    def rows(self, selector: str = "table.rows") -> list[dict[str, str]]:
        """Return the rows of a table, each cell by its `data-label`."""
        return [
            {cell["data-label"]: cell.text for cell in row.all("td[data-label]")}
            for row in self.all(f"{selector} tbody tr")
        ]

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()
                yield " " if child.tag in ("p", "li", "td", "th", "dt", "dd", "option", "br") else ""


def parsed(text: str) -> Element:
    """Return the document."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    return parser.root


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def _chooser(step: str) -> Callable[[Element], bool]:
    """Read one step of a selector: a tag, then any of `.class`, `#id`, `[name]`, `[name=value]`."""
    tag, tests = "", []
    for kind, text in _pieces(step):
        if kind == "":
            tag = text
        else:
            tests.append(_TESTS[kind](text))
    return lambda element: tag in ("", element.tag) and all(test(element) for test in tests)


def _pieces(step: str) -> Iterator[tuple[str, str]]:
    kind, text, inside = "", "", False
    for letter in step:
        if letter in ".#[" and not inside:
            yield kind, text
            kind, text, inside = letter, "", letter == "["
        elif letter == "]":
            inside = False
        else:
            text += letter
    yield kind, text


def _of_class(name: str) -> Callable[[Element], bool]:
    return lambda element: name in element.classes


def _of_id(name: str) -> Callable[[Element], bool]:
    return lambda element: element.get("id") == name


def _of_attribute(text: str) -> Callable[[Element], bool]:
    name, equals, value = text.partition("=")
    if not equals:
        return lambda element: name in element.attributes
    return lambda element: element.get(name) == value.strip("\"'")


_TESTS: Final = {".": _of_class, "#": _of_id, "[": _of_attribute}
