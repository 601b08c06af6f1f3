"""An id that the gateway accepts is one segment of a path, one value of a query and part of one line of the log."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
import structlog
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from yarl import URL

from flow_omnium.outcomes import InvalidData, Unavailable
from flow_omnium.rest.answers import Secrets
from flow_omnium.rest.bearer import FixedBearer
from flow_omnium.rest.call import Call
from flow_omnium.rest.client import Peer, RestClient
from flow_omnium.runtime.logging import configure_logging
from flow_omnium.runtime.settings.process import LogSettings
from webhook_gateway.admission import BadEventError, usable_id

BASE = "https://api.example.com/v2"
ROUTE = "/tenants/{tenantUid}/orders/{orderUid}/status"
ODD_IDS = (
    "..",
    ".",
    "../..",
    "a/b",
    "a\\b",
    "%2f",
    "..%2f..",
    "?",
    "#",
    "a?b=c&d",
    "//evil.example",
    "@evil.example",
    ";",
)
LINE_BREAKS = ("\n", "\r", "\x0b", "\x0c", "\x1b", "\x85", "\u2028", "\u2029")


class LastStop:
    """Stands for the session: keeps the URL that would go over the wire, and is down."""

    def __init__(self) -> None:
        self.called: list[URL] = []

    def request(self, _method: str, url: URL, **_options: Any) -> Any:
        self.called.append(url)
        raise OSError("the last stop")


def url_of(order_uid: str, query: dict[str, str]) -> URL:
    """The URL that the client calls for an order. Raises InvalidData."""
    stop: Any = LastStop()
    peer = Peer(URL(BASE), FixedBearer(SecretStr("t")), nullcontext(), Secrets(()))
    call = Call("GET", ROUTE, {"tenantUid": "acme", "orderUid": order_uid}, query)
    with pytest.raises(Unavailable):
        asyncio.run(RestClient(stop, "Flow").send(call, peer))
    (url,) = stop.called
    return URL(str(url), encoded=True)


@st.composite
def accepted_ids(draw: st.DrawFn) -> str:
    """An id as the gateway accepts it."""
    text = draw(st.text(min_size=1, max_size=256) | st.sampled_from(ODD_IDS))
    try:
        return usable_id(text, "objectId")
    except BadEventError:
        reject()


@given(accepted_ids())
def test_an_accepted_id_is_one_segment_of_the_path(order_uid: str) -> None:
    try:
        url = url_of(order_uid, {})
    except InvalidData:
        assert order_uid in (".", "..")
        return
    segments = url.raw_path.split("/")
    assert [*segments[:5], *segments[6:]] == ["", "v2", "tenants", "acme", "orders", "status"]
    assert unquote(segments[5], errors="strict") == order_uid
    assert (url.host, url.raw_query_string, url.raw_fragment) == ("api.example.com", "", "")


@given(accepted_ids())
def test_an_accepted_id_is_one_value_of_a_query(value: str) -> None:
    url = url_of("o-1", {"customerExternalId": value, "last": "1"})

    query = parse_qsl(url.raw_query_string, keep_blank_values=True, strict_parsing=True)
    assert query == [("customerExternalId", value), ("last", "1")]


@pytest.fixture(params=["json", "console"])
def rendered(request: pytest.FixtureRequest) -> Iterator[Callable[..., str]]:
    """How a line of the log comes out, in each format."""
    before = structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logging("webhook-gateway", LogSettings(log_format=request.param))
    yield render
    structlog.configure(**before)
    root.handlers = handlers
    root.setLevel(level)


def render(**fields: object) -> str:
    line: Any = {"event": "a line", **fields}
    for processor in structlog.get_config()["processors"]:
        line = processor(None, "warning", line)
    return line.decode() if isinstance(line, bytes) else str(line)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=accepted_ids())
def test_an_accepted_id_stays_on_its_line_of_the_log(rendered: Callable[..., str], key: str) -> None:
    assert len(rendered(key=key).splitlines()) == 1


@pytest.mark.parametrize("text", LINE_BREAKS)
def test_no_line_break_in_a_value_begins_a_line_of_the_log(rendered: Callable[..., str], text: str) -> None:
    assert len(rendered(error=f"a{text}b").split("\n")) == 1
