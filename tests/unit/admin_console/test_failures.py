"""What is said when a command cannot do what was asked: to people and to programs."""

import json

import pytest

from admin_console.__main__ import main
from admin_console.failures import (
    BadAnswer,
    Failure,
    NothingDone,
    UnknownJob,
    WrongUse,
    document,
    explained,
    tell,
)


def failure_of(error: Exception) -> Failure:
    failure = explained(error)
    assert failure is not None
    return failure


def test_a_fault_has_its_code_its_lines_and_its_kind() -> None:
    assert document(failure_of(UnknownJob("abc"))) == {
        "error": {
            "kind": "UnknownJob",
            "message": "there is no job 'abc'",
            "lines": ["there is no job 'abc'"],
            "exitCode": 1,
        }
    }
    assert document(failure_of(WrongUse("no")))["error"]["exitCode"] == 2


def test_a_program_gets_the_fault_as_its_answer_and_people_still_read_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell(failure_of(NothingDone("nothing was there")), for_programs=True)
    said = capsys.readouterr()
    assert json.loads(said.out)["error"]["message"] == "nothing was there"
    assert said.err == "nothing was there\n"


def test_people_get_nothing_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    tell(failure_of(NothingDone("nothing was there")), for_programs=False)
    assert capsys.readouterr().out == ""


def test_who_has_an_answer_already_gets_no_second_one(capsys: pytest.CaptureFixture[str]) -> None:
    tell(failure_of(BadAnswer("it does not hold")), for_programs=True)
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "it does not hold\n")


def test_a_defect_is_no_failure() -> None:
    assert explained(KeyError("x")) is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["jobs", "list", "--nonsense", "--json"], "No such option: --nonsense"),
        (["jobs", "show", "--json"], "Missing argument"),
        (["jobs", "list", "--kind", "odd", "--json"], "odd"),
        (["jobs", "list", "--since", "yesterday", "--json"], "yesterday"),
        (["jobs", "list", "--json"], "MONGODB_URL"),
    ],
)
def test_even_a_wrong_option_is_told_to_a_program_as_a_fault(
    words: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MONGODB_URL", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(words)
    told = json.loads(capsys.readouterr().out)["error"]
    assert (ended.value.code, told["exitCode"]) == (2, 2)
    assert message in told["message"]


def test_a_person_s_wrong_option_is_told_with_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["jobs", "list", "--nonsense"])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert "Usage:" in said.err
