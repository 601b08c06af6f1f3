"""The web console of one run: a process of its own, to which a password of this run alone lets."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote

from admin_console.web.signing_in.passwords import PasswordHash
from local_stack.service import Service, console_script
from local_stack.suite import Suite

NAME: Final = "web-console"
PROGRAM: Final = "admin-console"


@dataclass(frozen=True)
class WebConsole:
    """The process, and what lets people in."""

    service: Service
    password: str = field(repr=False)
    password_hash: str = field(repr=False)

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return self.service.base_url

    @property
    def variables(self) -> dict[str, str]:
        """What another terminal is told of it."""
        return {"WEB_CONSOLE_URL": self.url, "WEB_CONSOLE_PASSWORD": self.password}

    def record(self, tenant_uid: str, record: str) -> str:
        """Return the address of what happened to a record, which is named as the ledger names it: `order:1001`."""
        return f"{self.url}/records/{quote(tenant_uid, safe='')}/{quote(record, safe='')}"


def another_pod(suite: Suite, console: WebConsole) -> WebConsole:
    """Return one more process of a console, not started: who has signed in at one is known to both."""
    settings = {"CONSOLE_PASSWORD_HASH": console.password_hash}
    return replace(web_console(suite, settings), password=console.password)


def web_console(suite: Suite, settings: Mapping[str, str] | None = None) -> WebConsole:
    """Return the console of a suite, not started; the suite has its final addresses by then. `settings` are added."""
    password = secrets.token_urlsafe(12)
    told = {
        "CONSOLE_PASSWORD_HASH": str(PasswordHash.of(password)),
        "CONSOLE_GATEWAY_URL": suite.gateway.base_url,
        **(settings or {}),
    }
    service = suite.program(NAME, [console_script(PROGRAM)], told)
    told["CONSOLE_URL"] = service.base_url
    return WebConsole(service, password, told["CONSOLE_PASSWORD_HASH"])
