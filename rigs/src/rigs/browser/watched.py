"""A page under watch: what its policy had to refuse, what it wrote to the console, what failed in it, whether it is too wide."""

from collections.abc import Mapping
from typing import Any, Final

from playwright.sync_api import BrowserContext, CDPSession, Page

_SCROLLS: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_WIDEST: Final = """
[...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 3).map(one => one.outerHTML.slice(0, 120)).join(' | ')
"""


class Watched:
    """A page of a context, and everything that was held against it so far."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.session: CDPSession = context.new_cdp_session(self.page)
        # Not by the page's own events: they would need a script in it, and a page may have none.
        self.session.on("Audits.issueAdded", self._issue)
        self.session.on("Log.entryAdded", self._entry)
        self.page.on("pageerror", lambda error: self.faults.append(f"failed: {error}"))
        self.page.on("console", lambda said: self._said(said.type, said.text))
        for domain in ("Audits", "Log"):
            self.session.send(f"{domain}.enable")

    def let_scripts_run(self, allowed: bool) -> None:
        """Let the pages that are opened from now on run scripts, or none: whoever looks at one may run theirs afterwards."""
        self.session.send("Emulation.setScriptExecutionDisabled", {"value": not allowed})

    def taken_faults(self) -> list[str]:
        """Return what has been held against it, and begin anew."""
        found, self.faults = self.faults, []
        return found

    def side_scroll(self) -> str | None:
        """Return what is wider than the window, None where nothing is."""
        if not self._value(_SCROLLS):
            return None
        return str(self._value(_WIDEST) or "something")

    def _value(self, expression: str) -> Any:
        answered = self.session.send("Runtime.evaluate", {"expression": expression, "returnByValue": True})
        return answered["result"].get("value")

    def _issue(self, event: Mapping[str, Any]) -> None:
        issue = event["issue"]
        if issue["code"] == "ContentSecurityPolicyIssue":
            self.faults.append(f"refused by the policy: {issue['details']}")

    def _entry(self, event: Mapping[str, Any]) -> None:
        entry = event["entry"]
        self._said(entry["level"], f"{entry['text']} {entry.get('url', '')}")

    def _said(self, level: str, text: str) -> None:
        if level == "error":
            self.faults.append(f"said: {text}")
