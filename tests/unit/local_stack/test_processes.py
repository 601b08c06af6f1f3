"""How a child process fails and ends."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_stack.errors import AddressInUseError, MissingProgramError, ProcessDiedError, StackError
from local_stack.processes import ChildProcess, system_environment
from local_stack.rundir import create_run


@pytest.fixture
def child(tmp_path: Path) -> Iterator[ChildProcess]:
    run = create_run("test", tmp_path)
    process = ChildProcess("worker", run)
    yield process
    process.kill()
    run.remove()


def start(child: ChildProcess, program: str) -> None:
    child.start([sys.executable, "-c", program], system_environment())


def test_an_early_end_is_told_at_once_with_the_last_words_and_the_log(child: ChildProcess) -> None:
    start(child, "raise SystemExit('AMQP_URL is missing')")
    with pytest.raises(ProcessDiedError) as raised:
        child.wait_until(lambda: False, 30)
    assert str(raised.value).startswith(
        "worker ended with 1 before it was ready\n  | AMQP_URL is missing\nlog: "
    )
    assert str(child.log) in str(raised.value)


def test_a_taken_port_is_told_apart(child: ChildProcess) -> None:
    start(child, "raise SystemExit('[Errno 98] address already in use')")
    with pytest.raises(AddressInUseError):
        child.wait_until(lambda: False, 30)


def test_the_words_of_an_earlier_start_are_not_held_against_the_next(child: ChildProcess) -> None:
    start(child, "raise SystemExit('address already in use')")
    child.wait(10)
    start(child, "raise SystemExit('something else')")
    with pytest.raises(ProcessDiedError, match="something else") as raised:
        child.wait_until(lambda: False, 30)
    assert type(raised.value) is ProcessDiedError


def test_waiting_has_an_end(child: ChildProcess) -> None:
    start(child, "import signal; signal.pause()")
    with pytest.raises(StackError, match=r"not ready within 0\.1 s"):
        child.wait_until(lambda: False, 0.1)


def test_stopping_gives_the_exit_code_of_the_program(child: ChildProcess) -> None:
    start(
        child,
        "import signal, sys; signal.signal(15, lambda *_: sys.exit(7)); print('up', flush=True); signal.pause()",
    )
    child.wait_until(lambda: "up" in child.log_since_start(), 10)
    assert child.stop() == 7


def test_one_that_does_not_stop_is_killed(child: ChildProcess) -> None:
    start(
        child,
        "import signal; signal.signal(15, lambda *_: None); print('up', flush=True)\nwhile True: signal.pause()",
    )
    child.wait_until(lambda: "up" in child.log_since_start(), 10)
    assert child.stop(seconds=0.1) == -9


def test_a_missing_program_is_named(child: ChildProcess) -> None:
    with pytest.raises(MissingProgramError, match=r"worker cannot be started: .*no-such-program"):
        child.start(["/no-such-program"], {})
