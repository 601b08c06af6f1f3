"""Every page of the console that its own links lead to, as text: for whoever searches them for what must not be there."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from html import unescape
from http.client import HTTPConnection
from typing import Final
from urllib.parse import urlencode, urlsplit

MOST_PAGES: Final = 300
_SECONDS: Final = 30
_FIRST: Final = ("/", "/login", "/sessions", "/find?q=nobody-knows-it", "/new-tenant?uid=another")
"""From where links lead to the rest; what stands behind the first is what a form asks for."""

_LINK: Final = re.compile(r'\bhref="(/[^"#]*)')
_TOKEN: Final = re.compile(r'name="csrf" value="([^"]*)"')


class Crawler:
    """Somebody who has signed in by the password, and opens whatever there is to open."""

    def __init__(self, url: str, password: str) -> None:
        self._host = urlsplit(url).netloc
        self._cookies: dict[str, str] = {}
        self._sign_in(password)

    def pages(self) -> Iterator[tuple[str, str]]:
        """Open page after page; the path and the whole answer of each, headers included."""
        waiting, seen = deque(_FIRST), set[str]()
        while waiting and len(seen) < MOST_PAGES:
            path = waiting.popleft()
            if path in seen or path.endswith("/live"):
                continue
            seen.add(path)
            text = self.ask("GET", path)
            yield path, text
            waiting.extend(unescape(link) for link in _LINK.findall(text))

    @property
    def cookie(self) -> str:
        """What the visitor's browser sends along."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def _sign_in(self, password: str) -> None:
        found = _TOKEN.search(self.ask("GET", "/login"))
        form = {"csrf": found[1] if found else "", "password": password, "next": "/"}
        told = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        self.ask("POST", "/login", urlencode(form), told)

    def ask(
        self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> str:
        """Ask for an address as this visitor: status, headers and body. Redirects are not followed."""
        connection = HTTPConnection(self._host, timeout=_SECONDS)
        try:
            connection.request(method, path, body, {"Cookie": self.cookie, **(headers or {})})
            answer = connection.getresponse()
            for given in answer.headers.get_all("Set-Cookie", []):
                name, _, value = given.partition(";")[0].partition("=")
                self._cookies[name] = value
            return f"{answer.status} {_without_cookies(answer.headers.items())}\n{answer.read().decode()}"
        finally:
            connection.close()


def _without_cookies(headers: list[tuple[str, str]]) -> str:
    """What a page is opened with is the visitor's own, and stands in no page."""
    return str([one for one in headers if one[0] != "Set-Cookie"])
