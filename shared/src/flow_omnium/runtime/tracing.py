"""What a part of a service may say of its work to whoever follows a trace. Knows no OpenTelemetry: see `otel`.

Nothing that promise 7 forbids can get into a span: names and attributes are templates, methods, codes, class names and
queues, chosen by us; no URL, header or body, and no text of an exception.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from enum import Enum, auto
from types import MappingProxyType
from typing import Any, Final

Attributes = Mapping[str, str | int]

_NONE: Final[Attributes] = MappingProxyType({})


class Kind(Enum):
    """Which side of a conversation a span is."""

    SERVER = auto()
    CLIENT = auto()
    PRODUCER = auto()
    CONSUMER = auto()


class Span:
    """Some work that goes on. This one is not recorded."""

    @property
    def trace(self) -> str | None:
        """The span's W3C trace context, None when there is none."""
        return None

    def note(self, attributes: Attributes) -> None:
        """Add what has come out meanwhile."""

    def failed(self, error_type: str) -> None:
        """Say that the work failed, by the name of a class or a code."""


class Tracer:
    """Begins spans. This one records nothing: tracing is off."""

    is_on: bool = False
    database_listeners: Sequence[Any] = ()
    """What the database's driver reports its commands to."""

    def span(
        self,
        kind: Kind,
        name: str,
        attributes: Attributes = _NONE,
        *,
        parent: str | None = None,
        link: str | None = None,
    ) -> AbstractContextManager[Span]:
        """Begin a span, which ends with the context: below `parent`, or below the present span when that is None.

        `parent` and `link` are W3C trace contexts; below one that cannot be read a new trace begins.
        """
        del kind, name, attributes, parent, link
        return _UNRECORDED

    def would_record(self, parent: str) -> bool:
        """Tell whether a span below this W3C trace context may be recorded; who begins many asks first, since that is cheap."""
        del parent
        return False

    def current(self) -> str | None:
        """Return the W3C trace context of the present span, None when there is none."""
        return None

    async def close(self) -> None:
        """Hand over what is recorded, within five seconds."""


_UNRECORDED: Final = nullcontext(Span())
