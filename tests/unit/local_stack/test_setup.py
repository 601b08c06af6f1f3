"""What the set-up asks of the machine, and what it says when it may not install it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from admin_console.web.signing_in.passwords import PasswordHash
from flow_omnium.schema.access import PROGRAMS

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys
from pathlib import Path
from steps import SetupError, Steps
from system_packages import missing_packages, provide
environ, libraries = dict(pair.split("=") for pair in sys.argv[2:]), {"libssl.so.3", "libcrypto.so.3", "liblzma.so.5"}
absent = environ.pop("WITHOUT", "")
missing = missing_packages(environ, lambda: False, lambda name: name in libraries, lambda tool: tool != absent)
try:
    provide(missing, Steps(Path(sys.argv[1])), is_root=False, has_apt=True)
except SetupError as error:
    sys.exit(str(error))
"""


def set_up_without_root(log: Path, *variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, str(log), *variables],
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_root_one_line_says_what_to_install(tmp_path: Path) -> None:
    done = set_up_without_root(tmp_path / "log", "MONGODB_URL=mongodb://elsewhere")
    assert done.returncode == 1
    assert done.stderr == (
        'RabbitMQ is missing: run "sudo apt-get install rabbitmq-server" or set AMQP_URL\n'
    )


def test_all_that_is_missing_stands_in_the_same_line(tmp_path: Path) -> None:
    done = set_up_without_root(tmp_path / "log")
    assert done.stderr == (
        'RabbitMQ, libcurl.so.4 are missing: run "sudo apt-get install libcurl4 rabbitmq-server"'
        " or set AMQP_URL and MONGODB_URL\n"
    )


def test_nothing_is_missing_when_broker_and_database_are_elsewhere(tmp_path: Path) -> None:
    done = set_up_without_root(
        tmp_path / "log", "MONGODB_URL=mongodb://elsewhere", "AMQP_URL=amqp://elsewhere"
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("tool", "package", "tests"),
    [
        ("Prometheus", "prometheus", "the tests of dashboards and alerts"),
        ("libfaketime", "faketime", "the tests with wrong clocks"),
    ],
)
def test_without_what_only_tests_need_everything_else_works(
    tmp_path: Path, tool: str, package: str, tests: str
) -> None:
    variables = ("MONGODB_URL=mongodb://elsewhere", "AMQP_URL=amqp://elsewhere", f"WITHOUT={tool}")
    done = set_up_without_root(tmp_path / "log", *variables)
    assert (done.returncode, done.stdout) == (
        0,
        f'setup: {tool} is missing: run "sudo apt-get install {package}", for {tests}; nothing else needs it\n',
    )


def test_without_a_browser_one_line_says_how_to_have_one_or_to_name_another(tmp_path: Path) -> None:
    elsewhere = ("MONGODB_URL=mongodb://elsewhere", "AMQP_URL=amqp://elsewhere", "WITHOUT=Chromium")
    done = set_up_without_root(tmp_path / "log", *elsewhere)
    assert (done.returncode, done.stdout) == (
        0,
        'setup: Chromium is missing: run "sudo apt-get install chromium" or set CHROMIUM, for the tests in a browser; '
        "nothing else needs it\n",
    )
    done = set_up_without_root(tmp_path / "log", *elsewhere, "CHROMIUM=/opt/chrome")
    assert (done.returncode, done.stdout) == (0, "")


def test_what_only_tests_need_stands_in_the_line_of_what_is_needed(tmp_path: Path) -> None:
    done = set_up_without_root(tmp_path / "log", "MONGODB_URL=mongodb://elsewhere", "WITHOUT=Prometheus")
    assert done.stderr == (
        "RabbitMQ, Prometheus are missing: "
        'run "sudo apt-get install prometheus rabbitmq-server" or set AMQP_URL\n'
    )


def test_a_failed_step_shows_the_last_words_and_the_log(tmp_path: Path) -> None:
    program = "from steps import Steps; from pathlib import Path; import sys; log = Path(sys.argv[1]);"
    program += "Steps(log).run('trying', [sys.executable, '-c', 'raise SystemExit(\"no luck\")'])"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, str(tmp_path / "log")],
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"trying failed with exit code 1\n  | no luck\nlog: {tmp_path / 'log'}" in done.stderr


def made_keys(root: Path) -> dict[str, dict[str, str]]:
    program = "import sys; from pathlib import Path; from keys import make_keys; print(*make_keys(Path(sys.argv[1])))"
    for folder in (root, root / "deploy/k8s/overlays/dev"):
        folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, str(root)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True,
        text=True,
        check=True,
    )
    found = {name: (root / name).read_text().splitlines() for name in done.stdout.split()}
    return {name: dict(line.split("=", 1) for line in lines if "=" in line) for name, lines in found.items()}


KEYS = (".env", "deploy/k8s/overlays/dev/keys.env")


def test_each_checkout_has_keys_of_its_own(tmp_path: Path) -> None:
    first, second = made_keys(tmp_path / "one"), made_keys(tmp_path / "two")
    assert first.keys() == second.keys() >= set(KEYS)
    values = [value for made in (first, second) for name in KEYS for value in made[name].values()]
    assert len(set(values)) == len(values) == 46
    for name in first:
        mode = (tmp_path / "one" / name).stat().st_mode & 0o777
        assert mode == (0o644 if name.endswith("definitions.json") else 0o600)


def test_what_is_made_of_the_passwords_follows_them(tmp_path: Path) -> None:
    first = made_keys(tmp_path)
    path = tmp_path / ".env"
    path.write_text(path.read_text().replace(first[".env"]["ORDER_SYNC_PASSWORD"], "another"))
    folder = "deploy/k8s/overlays/dev/users"
    again = made_keys(tmp_path)
    assert again.keys() == {
        f"{folder}/{name}" for name in ("users.env", "definitions.json", "order-sync.env")
    }
    assert "//order-sync:another@" in again[f"{folder}/order-sync.env"]["MONGODB_URL"]


def test_the_password_of_the_web_console_opens_it(tmp_path: Path) -> None:
    made = made_keys(tmp_path)
    kept = PasswordHash.read(made[".env"]["CONSOLE_PASSWORD_HASH"])
    assert kept.matches(made[".env"]["CONSOLE_PASSWORD"])
    assert not kept.matches(made[".env"]["WEB_CONSOLE_PASSWORD"])
    in_dev = made["deploy/k8s/overlays/dev/users/web-console.env"]
    assert in_dev["CONSOLE_PASSWORD_HASH"] == made[".env"]["CONSOLE_PASSWORD_HASH"]


def test_keys_that_are_there_stay(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# mine\nINTERNAL_API_KEY=mine\nLOG_LEVEL=DEBUG")
    made_keys(tmp_path)
    lines = (tmp_path / ".env").read_text().splitlines()
    assert lines[:3] == ["# mine", "INTERNAL_API_KEY=mine", "LOG_LEVEL=DEBUG"]
    assert [line.split("=")[0] for line in lines[3:]] == [
        "SETTINGS_ENCRYPTION_KEYS",
        "OMNIUM_ENCRYPTION_KEYS",
        "FLOW_ENCRYPTION_KEYS",
        "AUDIT_SIGNING_KEY",
        "MONGODB_KEY",
        "ADMINISTRATOR_PASSWORD",
        *(f"{program.name.upper().replace('-', '_')}_PASSWORD" for program in PROGRAMS),
        "CONSOLE_PASSWORD",
        "CONSOLE_PASSWORD_HASH",
    ]
    assert made_keys(tmp_path) == {}
