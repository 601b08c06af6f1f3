"""Reads YAML of unknown origin: version 1.2, one document, with its size bounded after aliases are expanded.

Faults name the line, never a value.
"""

import re
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

MAX_BYTES: Final = 1024 * 1024
MAX_VALUES: Final = 100_000
MAX_DEPTH: Final = 20

_QUOTED: Final = re.compile(r"""(["'])[^"']{2,}\1""")
_DUPLICATE: Final = re.compile(r'found duplicate key "([^"]*)"')


class YamlFault(Exception):
    """The text cannot be read; the message tells where and why, without the file's name."""


def text_of(path: Path) -> str:
    """Read a file. Raises YamlFault when it cannot be read, is too large, or is not UTF-8."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            fault = f"larger than {MAX_BYTES} bytes"
        else:
            return content.decode("utf-8-sig")
    except OSError as error:
        fault = error.strerror or "cannot be read"
    except UnicodeDecodeError:
        fault = "not UTF-8"
    raise YamlFault(fault)


def parsed(text: str) -> Any:
    """Return what the text says. Raises YamlFault."""
    try:
        _require_bounded(_reader().compose(text))
        return _reader().load(text)
    except (YAMLError, RecursionError, ValueError) as error:
        fault = _problem(error)
    raise YamlFault(fault)


def _reader() -> Any:
    return YAML(typ="safe", pure=True)  # pure: the C parser reads YAML 1.1


def _require_bounded(root: Node | None) -> None:
    """Look at the values before any alias is followed. Raises YamlFault.

    A value that an alias names counts each time, so its size is worked out once and used again.
    """
    if root is not None and _size(root, {}, 0) > MAX_VALUES:
        message = f"holds more than {MAX_VALUES} values"
        raise YamlFault(message)


def _size(node: Node, known: dict[int, int], depth: int) -> int:
    if isinstance(node, ScalarNode):
        return 1
    if depth > MAX_DEPTH:  # so is what an alias puts into itself
        message = f"line {node.start_mark.line + 1}: nested too deeply"
        raise YamlFault(message)
    if id(node) not in known:
        known[id(node)] = 1 + sum(_size(child, known, depth + 1) for child in _children(node))
    return known[id(node)]


def _children(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [child for pair in node.value for child in pair]
    return list(node.value)


def _problem(error: Exception) -> str:
    """Say what and where, without the quotations of the parser: they may be secrets."""
    if not isinstance(error, MarkedYAMLError):
        return "not YAML, or nested too deeply"
    mark = error.problem_mark or error.context_mark
    line = f"line {mark.line + 1}: " if mark else ""
    duplicate = _DUPLICATE.search(error.problem or "")
    if duplicate:
        return f"{line}the key {duplicate.group(1)!r} stands there twice"
    return line + _QUOTED.sub("…", error.problem or "not YAML")
