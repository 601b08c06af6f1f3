"""`local-stack run` as a new user meets it: what it prints is typed into another terminal, as it is printed."""

import os
import re
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from local_stack.infrastructure import Infrastructure
from local_stack.json_http import call
from local_stack.rundir import STATE_FOLDER, checkout_root
from local_stack.scene import awaited
from local_stack.service import console_script
from rigs.browser.crawl import Crawler

LAST_LINE = "Ctrl-C stops everything."
SECONDS = 90


@dataclass(frozen=True)
class Started:
    """A run, what it has printed, and the folder in which it keeps its files."""

    process: "subprocess.Popen[str]"
    printed: list[str]
    folder: Path

    @property
    def typed(self) -> list[str]:
        """The commands that it tells a person to type."""
        (after,) = (n for n, line in enumerate(self.printed) if line.startswith("In another terminal"))
        return [line.split("#")[0].strip() for line in self.printed[after + 1 : -1]]

    def shell(self, *commands: str) -> "subprocess.CompletedProcess[str]":
        """A new terminal, in the folder of the checkout."""
        return subprocess.run(  # noqa: S603 - what our own program tells a person to type
            ["/bin/sh", "-ec", "\n".join(commands)],
            env={"PATH": os.defpath, "HOME": str(self.folder), STATE_FOLDER: str(self.folder)},
            cwd=checkout_root(),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )


@pytest.fixture(scope="module")
def started(infrastructure: Infrastructure, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    folder = tmp_path_factory.mktemp("state")
    told = {
        "AMQP_URL": infrastructure.amqp_url,
        "MONGODB_URL": infrastructure.mongodb_url,
        "MONGODB_DATABASE": f"e2e_{uuid.uuid4().hex[:12]}",
        STATE_FOLDER: str(folder),
    }
    process = subprocess.Popen(  # noqa: S603 - our own command
        [console_script("local-stack"), "run"],
        env={**os.environ, **told},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Started(process, list(printed_by(process)), folder)
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS)


def printed_by(process: "subprocess.Popen[str]") -> Iterator[str]:
    assert process.stdout is not None
    for line in process.stdout:
        yield line.rstrip("\n")
        if line.strip() == LAST_LINE:
            return


def test_the_printed_commands_work_as_they_are_printed(started: Started) -> None:
    into_a_shell, *commands = started.typed
    assert len(commands) == 3
    for command in commands:
        done = started.shell(into_a_shell, command)
        assert (command, done.returncode, done.stderr) == (command, 0, "")


def test_one_of_them_places_an_order_that_reaches_the_shop(started: Started) -> None:
    into_a_shell, order, *_ = started.typed
    said = started.shell(into_a_shell, order).stdout
    number = re.findall(r"order (\S+) is placed", said)[0]
    flow = started.shell(into_a_shell, 'echo "$FLOW_API_URL"').stdout.strip().removesuffix("/v2")

    def in_shop() -> bool:
        orders = call("GET", f"{flow}/_sim/tenants/demo/orders")
        return any(one["externalOrderNumber"] == number for one in orders)

    assert awaited(f"{number} in the shop", in_shop)


def test_what_the_simulators_page_begins_with_works_as_it_is_printed(started: Started) -> None:
    page = (checkout_root() / "simulators" / "README.md").read_text(encoding="utf-8")
    lines = page.partition("```sh\n")[2].partition("```")[0].splitlines()
    into_a_shell, names, fault, order, listed, faults, retry, orders, calls = lines
    placed = started.shell(into_a_shell, names, fault, order)
    number = re.findall(r"order (\S+) is placed", placed.stdout)[0]

    def answered(*typed: str, by: str) -> bool:
        done = started.shell(into_a_shell, names, *typed)
        assert done.returncode == 0, done.stderr
        return by in done.stdout

    assert awaited("it waits", lambda: answered(listed, by="502"))
    assert answered(faults, by="[]")
    assert answered(retry, by="retried")
    assert awaited(f"{number} in the shop", lambda: answered(orders, by=number))
    assert awaited("Omnium knows", lambda: answered(calls, by="PATCH"))


def test_an_event_can_be_sent_with_what_the_shell_knows(started: Started) -> None:
    names = ("WEBHOOK_GATEWAY_URL", "DEMO_WEBHOOK_SECRET")
    said = started.shell(started.typed[0], *(f'echo "${name}"' for name in names))
    gateway, secret = said.stdout.split()
    event = {"className": "Order", "category": "Created", "objectId": "DEMO-1001"}
    headers = {"Authorization": f"Bearer {secret}"}
    call("POST", f"{gateway}/v1/tenants/demo/omnium/events", event, headers)


def test_the_web_console_lets_in_who_has_read_what_was_printed(started: Started) -> None:
    (line,) = (
        line for line in started.printed if line.strip().startswith("web-console") and "password" in line
    )
    url, password = re.findall(r"(http://\S+) \(password: (\S+)\)", line)[0]
    said = started.shell(started.typed[0], 'echo "$WEB_CONSOLE_URL" "$WEB_CONSOLE_PASSWORD"')
    assert said.stdout.split() == [url, password]

    assert Crawler(url, password).ask("GET", "/").startswith("200 ")
    assert not Crawler(url, f"{password}x").ask("GET", "/").startswith("200 ")


def test_only_its_owner_reads_the_file_that_holds_the_keys(started: Started) -> None:
    file = started.folder / "env"
    assert file.stat().st_mode & 0o777 == 0o600
    key = started.shell(f". {file}", 'echo "$INTERNAL_API_KEY"').stdout.strip()
    assert len(key) > 20
    assert not [line for line in started.printed if key in line]


def test_once_it_has_ended_nothing_is_told_any_more(started: Started) -> None:
    started.process.terminate()
    started.process.communicate(timeout=SECONDS)
    done = started.shell(".venv/bin/local-stack env")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing runs" in done.stderr
    assert not list(started.folder.glob("*env*"))
