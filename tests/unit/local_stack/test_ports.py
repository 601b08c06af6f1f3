"""A port that was given out is nobody else's, also while no server listens on it."""

import subprocess
import sys
from pathlib import Path

from local_stack.ports import SERVERS, free_port, free_ports

COUNT = 50
OF_ANOTHER_PROCESS = (
    "import sys; from local_stack.ports import free_ports; print(free_ports(1, [int(sys.argv[1])]))"
)


def test_ports_are_distinct() -> None:
    ports = [*free_ports(COUNT), *free_ports(COUNT)]
    assert len(set(ports)) == 2 * COUNT


def test_no_outgoing_connection_is_given_the_port_of_a_server() -> None:
    first, last = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()
    assert not set(SERVERS) & set(range(int(first), int(last) + 1))


def test_another_process_is_not_given_our_port() -> None:
    done = asked_by_another(free_port())
    assert done.returncode == 1
    assert "only 0 of 1 ports are free" in done.stderr


def test_the_port_of_a_process_that_has_ended_is_given_again() -> None:
    begin = (
        "import socket; from local_stack.ports import HOST, free_port;"
        "port = free_port(); socket.create_server((HOST, port)); print(port)"
    )
    ended = subprocess.run([sys.executable, "-c", begin], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    port = int(ended.stdout)
    assert asked_by_another(port).stdout.strip() == f"[{port}]"


def asked_by_another(port: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", OF_ANOTHER_PROCESS, str(port)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
