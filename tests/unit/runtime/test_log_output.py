"""Log lines that cannot be made or written are counted and dropped; what writes them never waits and never fails."""

import contextlib
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from flow_omnium.runtime import logging as suite_logging
from flow_omnium.runtime.log_output import LineOutput
from flow_omnium.runtime.settings.process import LogSettings

LINE = b"x" * 99 + b"\n"


@contextlib.contextmanager
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    try:
        yield reading, writing
    finally:
        for descriptor in (reading, writing):
            with contextlib.suppress(OSError):
                os.close(descriptor)


def test_lines_arrive_in_their_order() -> None:
    with pipe() as (reading, writing):
        output = LineOutput(writing)
        for number in range(100):
            output.write(b"%d\n" % number)
        output.close()
        assert os.read(reading, 10_000).split() == [b"%d" % number for number in range(100)]
        assert output.lost == 0


def test_a_pipe_that_nobody_reads_keeps_nobody_waiting() -> None:
    with pipe() as (_, writing):
        output = LineOutput(writing, max_waiting_bytes=200_000)
        for _ in range(10_000):
            output.write(LINE)
        output.close(0.01)
        assert 10_000 - 5_000 < output.lost < 10_000


def test_a_pipe_that_does_not_wait_is_waited_for() -> None:
    with pipe() as (reading, writing):
        os.set_blocking(writing, False)
        output = LineOutput(writing)
        for _ in range(2_000):
            output.write(LINE)
        read = b""
        while len(read) < 2_000 * len(LINE):
            read += os.read(reading, 65_536)
        output.close()
        assert output.lost == 0


def test_a_pipe_without_a_reader_loses_lines_alone() -> None:
    with pipe() as (reading, writing):
        os.close(reading)
        output = LineOutput(writing)
        output.write(LINE)
        output.close()
        assert output.lost == 1


def test_a_full_disk_and_a_closed_descriptor_lose_lines_alone() -> None:
    with Path("/dev/full").open("wb") as device:
        outputs = [LineOutput(device.fileno()), LineOutput(None)]
        for output in outputs:
            output.write(LINE)
            output.close()
    with pipe() as (_, writing):
        os.close(writing)
        outputs.append(LineOutput(writing))
        outputs[-1].write(LINE)
        outputs[-1].close()
    assert [output.lost for output in outputs] == [1, 1, 1]


class Unwritable:
    def __str__(self) -> str:
        raise RuntimeError

    __repr__ = __str__


class KeptLines(LineOutput):
    """Keeps the lines instead of writing them."""

    def __init__(self) -> None:
        super().__init__(None)
        self.lines: list[bytes] = []

    def write(self, line: bytes) -> None:
        self.lines.append(line)


@pytest.mark.parametrize("format_", ["json", "console"])
def test_a_line_that_cannot_be_made_is_counted(monkeypatch: pytest.MonkeyPatch, format_: str) -> None:
    output, root = KeptLines(), logging.getLogger()
    monkeypatch.setattr(root, "handlers", root.handlers)
    before = structlog.get_config()
    try:
        suite_logging.configure_logging("test", LogSettings.model_validate({"log_format": format_}), output)
        log = suite_logging.get_logger("part")
        log.info("bad", value=Unwritable())
        log.info("half", value="\ud800", name="event", number=2**70)
        logging.getLogger("library").warning("%d", "no number")
    finally:
        structlog.configure(**before)
    assert output.lost == 2
    (line,) = output.lines
    assert b"half" in line
    assert line.endswith(b"\n")


def test_the_writer_is_not_waited_for_by_the_end_of_the_process() -> None:
    LineOutput(None)
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "log output")
