"""What a call to Flow or Omnium becomes before it is sent: an address, headers and bytes."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

from pydantic import BaseModel
from yarl import URL

from flow_omnium.outcomes import InvalidData
from flow_omnium.rest.answer_limits import JSON_ANSWER, Limit
from flow_omnium.rest.exact_json import encode

Body = BaseModel | Sequence[BaseModel] | Mapping[str, Any] | bytes
"""What goes with a call: a model, a list of models, a dict, or a file."""

_ENCODINGS = "gzip, deflate"
_HEADERS: Mapping[str, str] = MappingProxyType({"Accept": "application/json", "Accept-Encoding": _ENCODINGS})
_HEADERS_WITH_BODY: Mapping[str, str] = MappingProxyType({**_HEADERS, "Content-Type": "application/json"})
_HEADERS_WITH_FILE: Mapping[str, str] = MappingProxyType(
    {**_HEADERS, "Content-Type": "application/octet-stream"}
)
HEADERS_FOR_FILE: Mapping[str, str] = MappingProxyType(
    {"Accept": "application/pdf", "Accept-Encoding": _ENCODINGS}
)

_NONE: Final[Mapping[str, str]] = MappingProxyType({})

_REMEMBERED: Final = 1_024
"""Ids that are kept as they stand in a path: those of a tenant, of a store and of an order come with every call of an order."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]+")
"""What stands in a path as it is: most ids."""


class Call(NamedTuple):
    """One call: its route template (`/orders/{orderUid}`) and what goes into it.

    `may_be_missing`: whoever calls looks whether there is such a record, so nothing is told of a 404 but that it is one.
    """

    method: str
    route: str
    ids: Mapping[str, str] = _NONE
    query: Mapping[str, str] = _NONE
    body: Body | None = None
    may_be_missing: bool = False


class Request(NamedTuple):
    """A call as it is sent; `limit` bounds the answer."""

    method: str
    url: URL
    headers: Mapping[str, str]
    body: bytes | None
    limit: Limit = JSON_ANSWER


def request_of(base: URL, call: Call) -> Request:
    """Write a call down, to the system at `base`. Raises InvalidData for an id that no path can carry."""
    url = _url(base, call)
    if call.body is None:
        return Request(call.method, url, _HEADERS, None)
    if isinstance(call.body, bytes):
        return Request(call.method, url, _HEADERS_WITH_FILE, call.body)
    return Request(call.method, url, _HEADERS_WITH_BODY, encode(_document(call.body)))


def _document(body: BaseModel | Sequence[BaseModel] | Mapping[str, Any]) -> object:
    if isinstance(body, Mapping):
        return body
    if isinstance(body, BaseModel):
        # Nulls are left out: Flow's optional fields are absent rather than null, and to Omnium null means the same.
        return body.model_dump(by_alias=True, exclude_none=True)
    return [_document(item) for item in body]


def _url(base: URL, call: Call) -> URL:
    path = call.route.format_map({name: _segment(name, value) for name, value in call.ids.items()})
    url = base.with_path(f"{base.raw_path.rstrip('/')}{path}", encoded=True)
    return URL(f"{url}?{urlencode(call.query)}", encoded=True) if call.query else url


@lru_cache(_REMEMBERED)
def _segment(name: str, value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    # An empty or dotted segment would make another path of it.
    if value in ("", ".", ".."):
        raise InvalidData(name, value, "an id")
    return quote(value, safe="")
