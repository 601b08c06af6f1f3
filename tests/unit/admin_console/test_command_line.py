"""What the command line says of itself."""

import re
from importlib.metadata import version

import pytest

from admin_console.__main__ import main


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_the_version_is_that_of_what_is_installed(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "--version") == f"flow-omnium {version('admin-console')}\n"


@pytest.mark.parametrize(
    "words", [("--help",), ("jobs", "--help"), ("tenants", "--help"), ("audit", "--help")]
)
def test_no_help_is_cut_on_eighty_columns(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = said(capsys, *words)
    assert "...\n" not in text.replace("[ARGS]...\n", "")
    assert max(map(len, text.splitlines())) <= 80


def test_the_first_help_names_variables_documents_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(said(capsys, "--help").split())
    for named in (
        "MONGODB_URL",
        "AMQP_URL",
        "TOKEN_MANAGER_URL",
        "FLOW_OMNIUM_OPERATOR",
        "docs/operating.md",
    ):
        assert named in text
    assert "0 done, 1 not found or failed, 2 bad input" in text


def test_the_first_screens_come_first(capsys: pytest.CaptureFixture[str]) -> None:
    listed = re.findall(r"^  (\w+)  ", said(capsys, "--help").partition("Commands:")[2], re.MULTILINE)
    assert listed[:2] == ["status", "find"]


@pytest.mark.parametrize(
    ("begun", "completed"), [("jo", "jobs"), ("jobs su", "summary"), ("jobs list --sta", "--state")]
)
def test_a_shell_can_complete_what_was_begun(
    begun: str, completed: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = f"flow-omnium {begun}"
    monkeypatch.setattr("sys.argv", ["flow-omnium"])
    monkeypatch.setenv("_FLOW_OMNIUM_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split()) - 1))
    with pytest.raises(SystemExit):
        main([])
    assert completed in capsys.readouterr().out.split()
