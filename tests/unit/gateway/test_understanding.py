"""What is understood of a body that is no proper JSON, and how a compressed one is inflated."""

import gzip
import math
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webhook_gateway.admission import BadEventError, RefusedError
from webhook_gateway.body import TooLargeError, UnknownEncodingError, encoding_of, inflated
from webhook_gateway.understanding import understood

LIMIT = 1_000
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
OBJECTS = st.dictionaries(
    st.text(),
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=12,
    ),
    max_size=6,
)


def as_read(value: Any, level: int = 1) -> Any:
    """What the reader makes of a proper value: the object's members and its records', the rest as what nobody reads."""
    if isinstance(value, dict):
        return {name: as_read(item, level + 1) for name, item in value.items()} if level <= 2 else {}
    if isinstance(value, list):
        return []
    return "odd" if isinstance(value, float) else value


def refusal(work: Callable[[], object]) -> str:
    """Return the first words of a refusal, "" when there was none."""
    try:
        work()
    except RefusedError as error:
        return " ".join(str(error).removeprefix("body: ").split()[:2])
    return ""


def without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_nan(item) for name, item in value.items()}
    return "odd" if isinstance(value, float) and math.isnan(value) else value


@given(OBJECTS)
@example({"a": '\\"}{][', "b": {"c": '"', "d": {"e": "}"}}, "f": [[{"g": "]"}]]})
def test_of_proper_json_all_is_read_that_is_ever_read(event: dict[str, Any]) -> None:
    assert without_nan(understood(orjson.dumps(event))) == as_read(event)


@given(OBJECTS, st.sampled_from([b"NaN", b"1e999", b"007", b'"\xff"', b"[[[[{]", b"9" * 5_000, b"\x00"]))
def test_an_odd_value_costs_no_other_member(event: dict[str, Any], odd: bytes) -> None:
    event.pop("odd", None)
    members = orjson.dumps(event)[1:-1]
    body = b'{"odd":%b%b%b}' % (odd, b"," if members else b"", members)

    if odd == b"[[[[{]":
        with pytest.raises(BadEventError, match="near character"):
            understood(body)
        return
    read = without_nan(understood(body))
    del read["odd"]
    assert read == as_read(event)


@given(
    st.binary()
    | st.text(alphabet='{}[]",:\\ \n1aé\ud800', max_size=60).map(
        lambda text: text.encode(errors="surrogatepass")
    )
)
@example(b"")
@example(b"{")
@example(b'{"')
@example(b'{"a":')
@example(b'{"a":"\\"}')
@example(b'{"a":1 2}')
@example(b"{,}")
def test_whatever_is_sent_is_understood_or_refused(body: bytes) -> None:
    assert refusal(lambda: understood(body)) in ("", "not JSON")


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"plain", mtime=0)),
        ("x-gzip", gzip.compress(b"plain", mtime=0)),
        ("deflate", zlib.compress(b"plain")),
        ("deflate", zlib.compress(b"plain")[2:-4]),  # without zlib's frame, as some send it
    ],
)
def test_each_usual_compression_is_inflated(encoding: str, body: bytes) -> None:
    assert inflated(body, encoding, LIMIT) == b"plain"


@pytest.mark.parametrize("size", [LIMIT, LIMIT + 1, 50_000_000])
def test_nothing_is_inflated_beyond_the_limit(size: int) -> None:
    body = zlib.compress(b" " * size)
    if size <= LIMIT:
        assert len(inflated(body, "deflate", LIMIT)) == size
        return
    tracemalloc.start()
    with pytest.raises(TooLargeError):
        inflated(body, "deflate", LIMIT)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


@given(st.binary(), st.sampled_from(["gzip", "deflate"]))
@example(b"", "deflate")
@example(gzip.compress(b"plain", mtime=0)[:-5], "gzip")
def test_what_is_broken_or_breaks_off_is_bad(body: bytes, encoding: str) -> None:
    assert refusal(lambda: inflated(body, encoding, LIMIT)) in (
        "",
        "broken compression",
        "the compression",
        "request entity",
    )


@pytest.mark.parametrize("header", [None, "", "identity", " Identity "])
def test_a_body_without_a_compression_has_none(header: str | None) -> None:
    assert encoding_of(header) is None


@pytest.mark.parametrize("header", ["br", "zstd", "compress", "gzip, gzip", "gzip;q=1"])
def test_any_other_compression_is_unknown(header: str) -> None:
    with pytest.raises(UnknownEncodingError):
        encoding_of(header)


def test_gzip_is_known_in_any_case() -> None:
    assert encoding_of(" GZip ") == "gzip"
