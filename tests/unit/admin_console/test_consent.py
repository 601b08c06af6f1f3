"""When an act on many jobs is agreed to, and what is seen while it goes on."""

import sys

import pytest

from admin_console.acts import consent, progress
from admin_console.acts.canary import fault_in
from admin_console.acts.consent import ASKED_ABOVE, require_consent
from admin_console.acts.words import counts_line
from admin_console.failures import NothingDone, WrongUse
from flow_omnium.jobs.operator.fates import Fate, Member


def typing(monkeypatch: pytest.MonkeyPatch, text: str) -> list[str]:
    """Let a person type this; return what was asked."""
    asked: list[str] = []

    def prompt(question: str, **_options: object) -> str:
        asked.append(question)
        return text

    monkeypatch.setattr(consent, "can_ask", lambda: True)
    monkeypatch.setattr("typer.prompt", prompt)
    return asked


def test_few_jobs_are_dealt_with_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = typing(monkeypatch, "")
    require_consent(ASKED_ABOVE, None, "cancelled")
    assert asked == []


@pytest.mark.parametrize("typed", ["5203", " 5,203 "])
def test_the_number_itself_agrees(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    asked = typing(monkeypatch, typed)
    require_consent(5203, None, "cancelled")
    assert asked == ["To go on, type their number (5203)"]


@pytest.mark.parametrize("typed", ["", "y", "yes", "5202", "all"])
def test_anything_else_does_not(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    typing(monkeypatch, typed)
    with pytest.raises(NothingDone, match="nothing was changed"):
        require_consent(5203, None, "cancelled")


def test_a_script_agrees_to_a_number_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent, "can_ask", lambda: False)
    require_consent(5203, 5203, "cancelled")
    require_consent(5000, 5203, "cancelled")
    with pytest.raises(NothingDone, match="more than --yes 5203 allows"):
        require_consent(5204, 5203, "cancelled")
    with pytest.raises(NothingDone, match="1 job would be cancelled, more than --yes 0 allows"):
        require_consent(1, 0, "cancelled")
    with pytest.raises(WrongUse, match="--yes 5203 agrees"):
        require_consent(5203, None, "cancelled")


def test_a_person_at_a_terminal_sees_how_far_it_is_and_a_script_sees_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress.progress(20, "retried") as advance:
        advance()
    assert capsys.readouterr() == ("", "")

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with progress.progress(20, "retried") as advance:
        for _ in range(20):
            advance()
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "20/20" in shown.err


def test_the_rest_follows_only_a_first_that_is_done() -> None:
    done, failing = Member("1", Fate.DONE), Member("2", Fate.FAILING, "Rejected: no")
    assert fault_in([done, done]) is None
    assert fault_in([done, failing]) == "of the first, 1 done, 1 failing again (Rejected: no; job 2)"
    assert fault_in([Member("3", Fate.LEFT_ALONE)]) == "of the first, 1 left alone"


def test_how_many_there_are_of_each_is_one_line() -> None:
    assert counts_line({"waiting": 2_900, "queued": 91}) == "2,900 waiting, 91 queued"
    assert counts_line({}) == "none"
