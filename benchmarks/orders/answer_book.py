"""What the recorded neighbours answer: by the call, the order that it names, and how often that order has made it."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Final, TypeAlias

from benchmarks.orders.exchange import Exchange
from benchmarks.orders.template import DIGITS, SLOT, prefixes_of

_NO_CONTENT: Final = 204
_SLOT: Final = SLOT.encode()

Route: TypeAlias = tuple[str, str, bytes]
"""System, method, and target with the slot."""


@dataclass(frozen=True)
class _Answer:
    status: int
    kind: str
    body: bytes


class AnswerBook:
    """Answers the calls of any number of orders from the template of one."""

    def __init__(self, template: Sequence[Exchange] = ()) -> None:
        self._answers: defaultdict[Route, list[_Answer]] = defaultdict(list)
        for one in template:
            answer = _Answer(one.status, one.kind, one.answer)
            self._answers[one.system, one.method, one.target.encode()].append(answer)
        self._number = _pattern(template)
        self.restart()

    def restart(self) -> None:
        """Forget which calls came, so that orders may come again."""
        self._made: Counter[tuple[bytes, Route]] = Counter()
        self.answered = 0
        self.ended: dict[str, float] = {}

    def answer(self, system: str, method: str, target: bytes, body: bytes) -> bytes | None:
        """Return the whole answer as bytes; None for a call that no template has."""
        if self._number is None:
            return None
        found = self._number.search(target) or self._number.search(body)
        if found is None:
            return None
        number = found[2]
        route = system, method, self._number.sub(rb"\g<1>" + _SLOT, target)
        answers = self._answers.get(route)
        if answers is None:
            return None
        made = self._made[number, route]
        self._made[number, route] = made + 1
        self.answered += 1
        self.ended[number.decode()] = perf_counter()
        return _rendered(answers[min(made, len(answers) - 1)], number)


def _pattern(template: Sequence[Exchange]) -> re.Pattern[bytes] | None:
    """Find the number behind any of the words that stand before it."""
    prefixes = sorted(prefixes_of(template), key=len, reverse=True)
    if not prefixes:
        return None
    words = "|".join(map(re.escape, prefixes))
    return re.compile(rf"({words})([0-9]{{{DIGITS}}})".encode())


def _rendered(answer: _Answer, number: bytes) -> bytes:
    return rendered(answer.status, answer.kind, answer.body.replace(_SLOT, number))


def rendered(status: int, kind: str, body: bytes) -> bytes:
    """Write an answer of HTTP/1.1."""
    if status == _NO_CONTENT:
        return b"HTTP/1.1 204 No Content\r\n\r\n"
    head = f"HTTP/1.1 {status} Answer\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
