"""Where log lines go: to a descriptor, by a thread of their own, so that nothing that writes one ever waits or fails.

A line that cannot be written is counted and dropped: the disk is full, the pipe has no reader any more, or has one that
does not read. What is written waits in memory, up to a bound.
"""

import os
import select
import threading
from collections.abc import Sequence

MAX_WAITING_BYTES = 8 << 20
"""What may wait for a reader that does not keep up."""

FLUSH_SECONDS = 2.0
"""How long the end of a process waits for the last lines to be written."""

_PIECE_BYTES = 1 << 16
_LOOK_SECONDS = 1.0


class LineOutput:
    """Writes lines in their order. `descriptor` is None for an output that was closed from the beginning."""

    def __init__(self, descriptor: int | None, *, max_waiting_bytes: int = MAX_WAITING_BYTES) -> None:
        self._descriptor = descriptor
        self._max_waiting_bytes = max_waiting_bytes
        self._lines: list[bytes] = []
        self._waiting_bytes = 0
        self._lost = 0
        self._is_closing = False
        self._changed = threading.Condition()
        # Not waited for by the interpreter's end: it may hang in a write that nobody reads.
        self._writer = threading.Thread(target=self._write_for_ever, name="log output", daemon=True)
        self._writer.start()

    @property
    def lost(self) -> int:
        """How many lines were dropped."""
        return self._lost

    def lose(self) -> None:
        """Count a line that could not even be made."""
        with self._changed:
            self._lost += 1

    def write(self, line: bytes) -> None:
        """Take a line, with its line break; it is dropped when too much waits, or nothing can be written."""
        with self._changed:
            is_too_much = self._waiting_bytes + len(line) > self._max_waiting_bytes
            if self._descriptor is None or is_too_much or self._is_closing:
                self._lost += 1
                return
            self._lines.append(line)
            self._waiting_bytes += len(line)
            self._changed.notify()

    def close(self, seconds: float = FLUSH_SECONDS) -> None:
        """Take no more lines, and wait for so long at most until those that wait are written."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        self._writer.join(seconds)

    def _write_for_ever(self) -> None:
        while lines := self._next_lines():
            written = 0 if self._descriptor is None else _written(self._descriptor, b"".join(lines))
            with self._changed:
                self._waiting_bytes -= sum(map(len, lines))
                self._lost += _not_whole(lines, written)

    def _next_lines(self) -> Sequence[bytes]:
        """Wait for lines, and take as many as make a piece; none at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._lines or self._is_closing)
            size = count = 0
            while count < len(self._lines) and size < _PIECE_BYTES:
                size += len(self._lines[count])
                count += 1
            taken, self._lines = self._lines[:count], self._lines[count:]
            return taken


def _written(descriptor: int, data: bytes) -> int:
    """Write all of it unless that fails; return how much was written."""
    written = 0
    while written < len(data):
        try:
            written += os.write(descriptor, data[written:])
        except BlockingIOError:
            # Whoever gave us the pipe may have made it one that does not wait.
            select.select((), (descriptor,), (), _LOOK_SECONDS)
        except OSError:
            break
    return written


def _not_whole(lines: Sequence[bytes], written: int) -> int:
    """Count the lines that do not end within what was written."""
    end = lost = 0
    for line in lines:
        end += len(line)
        lost += end > written
    return lost
