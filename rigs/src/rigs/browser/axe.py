"""What axe-core finds wrong with a page for people who see, hear or type otherwise: WCAG 2.0 to 2.2, levels A and AA.

It is run by the browser's own protocol: the console's policy lets no script in that is not its own, which is as it should be.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import axe_playwright_python  # type: ignore[import-untyped]
from playwright.sync_api import CDPSession

TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
CONTRAST: Final = ("color-contrast",)
"""What another theme may change."""

_SCRIPT: Final = Path(axe_playwright_python.__file__).with_name("axe.min.js")
_RUN: Final = """
axe.run(document, {{runOnly: {run_only}, resultTypes: ['violations']}}).then(found => found.violations.map(one =>
  one.id + ': ' + one.nodes.map(node => node.html.slice(0, 160) + ' (' + node.any.concat(node.all, node.none)
    .map(check => check.message).join('; ').slice(0, 200) + ')').join(' | ')))
"""


def inject(session: CDPSession) -> None:
    """Put axe beside a page; a page that is loaded anew has to be given it again."""
    _evaluated(session, f"{_SCRIPT.read_text(encoding='utf-8')}; 0")


def violations(session: CDPSession, rules: Sequence[str] | None = None) -> list[str]:
    """Return each rule that the page breaks, with where; `rules`: these alone."""
    run_only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    return list(_evaluated(session, _RUN.format(run_only=json.dumps(run_only))))


def _evaluated(session: CDPSession, expression: str) -> Any:
    asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
    answered = session.send("Runtime.evaluate", asked)
    if "exceptionDetails" in answered:
        message = f"the page could not be looked at: {json.dumps(answered['exceptionDetails'])[:500]}"
        raise AssertionError(message)
    return answered["result"].get("value")
