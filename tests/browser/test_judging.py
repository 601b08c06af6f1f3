"""What is looked for in a page is found where it is: a judge that finds nothing proves little."""

from collections.abc import Iterator, Mapping

import pytest

from local_stack.errors import MissingProgramError
from rigs.browser import axe
from rigs.browser.chromium import VARIABLE, chromium, chromium_path
from rigs.browser.watched import Watched

POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'"
PAGE = """<!doctype html><html lang="en"><head><title>A page</title><style>{style}</style></head>
<body><main><h1>A page</h1>{body}</main></body></html>"""


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    with chromium() as browser:
        yield Watched(browser.new_context())


def faults_of(watched: Watched, *, scripts: bool, style: str = "", body: str = "") -> list[str]:
    served = PAGE.format(style=style, body=body)
    headers: Mapping[str, str] = {"Content-Type": "text/html", "Content-Security-Policy": POLICY}
    watched.page.unroute_all()
    watched.page.route("**/*", lambda route: route.fulfill(body=served, headers=dict(headers)))
    watched.let_scripts_run(scripts)
    watched.page.set_viewport_size({"width": 320, "height": 600})
    watched.page.goto("http://console.invalid/")
    watched.let_scripts_run(True)
    axe.inject(watched.session)
    wide = watched.side_scroll()
    found = [*axe.violations(watched.session), *watched.taken_faults()]
    return [*found, *([f"wide: {wide}"] if wide else [])]


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(
    ("style", "body", "fault"),
    [
        ("", "", None),
        ("p { color: #999; background: #fff }", "<p>hardly to be read</p>", "color-contrast"),
        ("", "<input>", "label"),
        ("p { width: 2000px }", "<p>wide</p>", "wide: "),
        ("", "<script>document.title = 'foreign'</script>", "Content Security Policy"),
        ("", "<img alt='' src='http://elsewhere.invalid/x.png'>", "refused by the policy"),
    ],
)
def test_a_fault_is_found(
    watched: Watched, *, scripts: bool, style: str, body: str, fault: str | None
) -> None:
    if "<script>" in body and not scripts:
        fault = None  # nobody looks at a script where none runs
    found = faults_of(watched, scripts=scripts, style=style, body=body)
    assert bool(found) is (fault is not None), found
    assert any((fault or "") in one for one in found) or fault is None, found


def test_a_missing_browser_is_a_failure_that_says_what_to_do() -> None:
    with pytest.raises(MissingProgramError, match=r"apt-get install chromium.* or set CHROMIUM"):
        chromium_path({VARIABLE: "/nowhere/chromium"})
