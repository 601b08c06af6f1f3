"""A person knows their browsers by these names."""

import pytest

from admin_console.web.signing_in.agents import short_agent

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "short"),
    [
        (CHROME, "Chrome on Windows"),
        (f"{CHROME} Edg/156.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8.14.1", "curl/8.14.1"),
        ("<script>alert(1)</script>", "scriptalert1/script"),
        ("x" * 10_000, "x" * 60),
        ("  ", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_browser_is_called_by_its_name(agent: str | None, short: str) -> None:
    assert short_agent(agent) == short
