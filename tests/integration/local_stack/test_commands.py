"""The commands as a person runs them."""

import os
import re
import subprocess
from pathlib import Path

from local_stack.infrastructure import Infrastructure
from local_stack.service import console_script


def local_stack(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [console_script("local-stack"), *arguments],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=80,
        check=False,
    )


def test_the_demo_brings_both_orders_to_the_shop(infrastructure: Infrastructure) -> None:
    done = local_stack("demo", AMQP_URL=infrastructure.amqp_url, MONGODB_URL=infrastructure.mongodb_url)
    assert done.returncode == 0, done.stderr
    rows = [line for line in done.stdout.splitlines() if "DEMO-" in line]
    assert ["PARKED" in rows[0], "CONFIRMED" in rows[1]] == [True, True]
    assert re.search(r"http://127\.0\.0\.1:\d+/records/demo/order%3ADEMO-1001$", done.stdout, re.MULTILINE)
    assert "Enter ends the demo" not in done.stdout, "nobody is at a terminal"


def test_a_demo_that_cannot_start_says_why_and_where_the_log_is(infrastructure: Infrastructure) -> None:
    done = local_stack("demo", AMQP_URL=infrastructure.amqp_url, MONGODB_URL="not-a-url")
    assert done.returncode == 1
    assert "before it was ready" in done.stderr
    log = Path(done.stderr.strip().splitlines()[-1].removeprefix("log: "))
    assert log.is_file()


def test_the_demo_is_not_told_to_real_systems() -> None:
    done = local_stack("demo", OMNIUM_API_URL="https://omnium.example")
    assert done.returncode == 1
    assert done.stderr.strip().endswith("unset OMNIUM_API_URL to run it")
