"""What the templates of the shell are shown with."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from admin_console.web.shell.glossary import WORDS
from admin_console.web.shell.pages import KEYS, Link

SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "shell/error.html": [
        {"lines": ["one", "two"], "links": {"Overview": "/"}, "status": 503, "trace": "4bf92f3577b34da6"},
        {"lines": [], "links": {}, "status": 404, "trace": None},
    ],
    "shell/runbook.html": [{}],
    "shell/help.html": [
        {"keys": KEYS, "words": WORDS, "links": [Link("Logs", "https://logs.example.com")]},
        {"keys": [], "words": {}, "links": []},
    ],
}
