"""JSON over plain HTTP to our own processes: nothing of the services' clients, which are what is under test."""

import json
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from local_stack.errors import StackError

TIMEOUT_SECONDS = 30
OK = 200
SUCCESS = range(200, 300)


def status_of(url: str) -> int | None:
    """The status a GET is answered with, or None when nobody answers."""
    try:
        return _exchange("GET", url, None, {})[0]
    except (OSError, HTTPException):
        return None


def text_of(url: str) -> str:
    """The text that a GET is answered with, whatever its status."""
    return _exchange("GET", url, None, {})[1].decode(errors="replace")


def is_whole(url: str) -> bool:
    """Whether a probe is answered 200 and names no fault: a service may be ready without all that it rests on."""
    try:
        status, content = _exchange("GET", url, None, {})
    except (OSError, HTTPException):
        return False
    return status == OK and not _faults_in(content)


def call(method: str, url: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
    """Send `body` as JSON and return the answer's; anything but a 2xx is an error that names the call."""
    try:
        status, content = _exchange(method, url, body, headers or {})
    except (OSError, HTTPException) as error:
        message = f"{method} {_shown(url)} failed: {error}"
        raise StackError(message) from error
    if status not in SUCCESS:
        message = f"{method} {_shown(url)} was answered {status}: {content[:300].decode(errors='replace')}"
        raise StackError(message)
    return json.loads(content) if content else None


def _exchange(method: str, url: str, body: Any, headers: Mapping[str, str]) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port or 80)
    try:
        payload = None if body is None else json.dumps(body)
        sent = {"Accept": "application/json", "Content-Type": "application/json", **headers}
        connection.request(method, f"{parts.path}?{parts.query}".rstrip("?"), payload, sent)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int) -> HTTPConnection:
    if scheme != "https":
        return HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    # As a cluster's probes do: whose certificate it is, is for its callers to find out.
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=context)


def _faults_in(content: bytes) -> Any:
    """What a service of ours lacks; somebody else's answer may be no JSON, and names none."""
    try:
        answer = json.loads(content)
    except ValueError:
        return None
    return answer.get("faults") if isinstance(answer, dict) else None


def _shown(url: str) -> str:
    """Without the query, which may hold a secret."""
    return url.partition("?")[0]
