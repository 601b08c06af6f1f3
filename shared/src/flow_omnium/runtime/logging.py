"""How log lines look: one JSON object (or one line for people) on standard output, redacted, in UTC.

Our own lines take the short way: a worker writes one per job, and the standard library's machinery costs more than the
job's bookkeeping. The libraries' warnings come through that machinery, in the same format.

A line that cannot be made or written is counted and dropped (`log_output`): whoever writes one never waits, and never
gets an error for it.
"""

import contextlib
import json
import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog
from structlog.types import Processor

from flow_omnium.runtime.log_output import LineOutput
from flow_omnium.runtime.redaction import redact_fields
from flow_omnium.runtime.settings.process import LogSettings


def configure_logging(service: str, settings: LogSettings, output: LineOutput | None = None) -> LineOutput:
    """Send our log lines, and the warnings of the libraries, to standard output (or to `output`) in the chosen format.

    Returns the output, to be closed last of all.
    """
    # Nothing when it was closed from the beginning: its number may belong to another file since.
    output = output or LineOutput(None if sys.stdout is None else sys.stdout.fileno())
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
        logger_factory=_LineLoggers(output),
        wrapper_class=_never_failing(structlog.make_filtering_bound_logger(level), output),
        cache_logger_on_first_use=True,
    )
    _route_libraries(shared, output, as_json=as_json)
    return output


def lost_lines() -> int:
    """Return how many log lines this process could not write."""
    loggers = structlog.get_config().get("logger_factory")
    return loggers.output.lost if isinstance(loggers, _LineLoggers) else 0


def tell(line: str) -> None:
    """Write one line to standard error, if that is possible."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"{line.encode('utf-8', 'backslashreplace').decode()}\n")
        sys.stderr.flush()


class _LineLogger:
    """Hands rendered lines on: what structlog ends in."""

    def __init__(self, output: LineOutput) -> None:
        self._output = output

    def msg(self, line: str | bytes) -> None:
        """Write one line, of any level."""
        text = line if isinstance(line, bytes) else line.encode("utf-8", "backslashreplace")
        self._output.write(text + b"\n")

    debug = info = warn = warning = error = critical = exception = msg


class _LineLoggers:
    """Makes them, and knows where they all write to."""

    def __init__(self, output: LineOutput) -> None:
        self.output = output

    def __call__(self, *_: Any) -> _LineLogger:
        return _LineLogger(self.output)


def _never_failing(loggers: type[Any], output: LineOutput) -> type[Any]:
    """Return the kind of loggers, changed so that a line that cannot be made is counted."""

    class NeverFailing(loggers):  # type: ignore[misc]
        def _proxy_to_logger(self, *said: Any, **fields: Any) -> Any:
            try:
                return super()._proxy_to_logger(*said, **fields)
            except Exception:  # noqa: BLE001 - whatever a field does when it is written, the work goes on
                output.lose()

    return NeverFailing


class _LineHandler(logging.Handler):
    """The same for what the libraries log."""

    def __init__(self, output: LineOutput) -> None:
        super().__init__()
        self._output = output

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record, or count it as lost."""
        try:
            self._output.write(self.format(record).encode("utf-8", "backslashreplace") + b"\n")
        except Exception:  # noqa: BLE001 - whatever a record does when it is written, the work goes on
            self._output.lose()


def _route_libraries(shared: list[Processor], output: LineOutput, *, as_json: bool) -> None:
    renderer: Processor = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    handler = _LineHandler(output)
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
    try:
        return orjson.dumps(event, default=str)
    except orjson.JSONEncodeError:  # half characters, numbers beyond 64 bits: the slower one writes them all
        return json.dumps(event, default=str).encode()


def get_logger(part: str) -> structlog.typing.FilteringBoundLogger:
    """Return the logger of one part of the suite, such as `worker`; its lines follow LOG_LEVEL."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(part=part)
    return logger
