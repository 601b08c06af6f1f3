"""How log lines look: one JSON object (or one line for people) on standard output, redacted, in UTC."""

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
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    _route_standard_logging(shared, settings)


def _route_standard_logging(shared: list[Processor], settings: LogSettings) -> None:
    renderer: Processor = (
        structlog.processors.JSONRenderer(serializer=_to_json)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer()
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    # Libraries stay at warnings at every level of ours: HTTP clients log URLs, and a token URL holds the secret.
    root.setLevel(logging.WARNING)
    logging.getLogger("flow_omnium").setLevel(settings.log_level)


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


def _to_json(event: Any, **_options: Any) -> str:
    return orjson.dumps(event, default=str).decode()


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of one part of the suite, such as `worker`; its lines follow LOG_LEVEL."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(f"flow_omnium.{name}")
    return logger
