"""Passing a call on to a simulator, and writing down what came of it."""

from collections.abc import Mapping, Sequence
from typing import Final

import aiohttp
from yarl import URL

from benchmarks.orders.answer_book import rendered
from benchmarks.orders.exchange import Exchange

_OF_A_CONNECTION: Final = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "accept-encoding"}
)
_TOKEN: Final = "authorization"  # noqa: S105 - a header's name


class Forwarding:
    """`urls` are the simulators' addresses by system; the session is made in the loop that serves."""

    def __init__(self, session: aiohttp.ClientSession, urls: Mapping[str, str]) -> None:
        self._session = session
        self._urls = urls
        self.recorded: list[Exchange] = []
        self.count = 0

    async def forward(
        self, system: str, method: str, target: str, headers: Sequence[tuple[str, str]], body: bytes
    ) -> bytes:
        """Return the simulator's answer, as bytes."""
        self.count += 1
        url = URL(self._urls[system] + target, encoded=True)
        sent = {name: value for name, value in headers if name.lower() not in _OF_A_CONNECTION}
        async with self._session.request(method, url, headers=sent, data=body or None) as answer:
            content = await answer.read()
            kind = answer.headers.get("Content-Type", "application/json")
            told = {name: value for name, value in sent.items() if name.lower() != _TOKEN}
            self.recorded.append(
                Exchange(system, method, target, told | _hidden(sent), body, answer.status, kind, content)
            )
            return rendered(answer.status, kind, content)


def _hidden(sent: Mapping[str, str]) -> dict[str, str]:
    """A token as long as the real one: who makes the call again need not have it."""
    return {
        name: "Bearer " + "x" * (len(value) - 7) for name, value in sent.items() if name.lower() == _TOKEN
    }
