"""How log lines look: one JSON object (or one line for people) on standard output, redacted, in UTC.

Our own lines take the short way: a worker writes one per job, and the standard library's machinery costs more than the
job's bookkeeping. The libraries' warnings come through that machinery, in the same format.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog
from structlog.types import Processor

from flow_omnium.runtime.redaction import redact_fields
from flow_omnium.runtime.settings import LogSettings


def configure_logging(service: str, settings: LogSettings) -> None:
    """Send our log lines, and the warnings of the libraries, to standard output in the chosen format."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _ServiceName(service),
        _redact,
    ]
    level = logging.getLevelNamesMapping()[settings.log_level]
    as_json = settings.log_format == "json"
    renderer: Processor = (
        structlog.processors.JSONRenderer(serializer=_to_json) if as_json else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[*shared, renderer],
        logger_factory=structlog.BytesLoggerFactory() if as_json else structlog.PrintLoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    _route_libraries(shared, as_json=as_json)


def _route_libraries(shared: list[Processor], *, as_json: bool) -> None:
    renderer: Processor = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    # At warnings, whatever LOG_LEVEL says: HTTP clients log URLs, and a token URL holds the secret.
    root.setLevel(logging.WARNING)


class _ServiceName:
    def __init__(self, service: str) -> None:
        self._service = service

    def __call__(
        self, _logger: Any, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        event["service"] = self._service
        return event


def _redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return redact_fields(event)


def _to_json(event: Any, **_options: Any) -> bytes:
    return orjson.dumps(event, default=str)


def get_logger(part: str) -> structlog.typing.FilteringBoundLogger:
    """Return the logger of one part of the suite, such as `worker`; its lines follow LOG_LEVEL."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(part=part)
    return logger
