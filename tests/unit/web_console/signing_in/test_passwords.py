"""A password is known by its hash, and by nothing else."""

import io

import pytest

from admin_console.web.hash_password import hash_password
from admin_console.web.signing_in.passwords import PasswordHash

LONG = "a-long-password-of-mine"


def test_a_password_is_known_again_and_another_is_not() -> None:
    text = str(PasswordHash.of(LONG))
    assert "$" not in text
    assert LONG not in text
    assert text != str(PasswordHash.of(LONG))
    known = PasswordHash.read(text)
    assert known.matches(LONG)
    assert not known.matches(LONG + " ")
    assert not known.matches("x" * 1_000_000)


@pytest.mark.parametrize(
    "text",
    [
        "",
        LONG,
        "scrypt:32768:8:3",
        "scrypt:1024:8:1:" + "A" * 22 + ":" + "A" * 43,
        "scrypt:30000:8:1:" + "A" * 22 + ":" + "A" * 43,
        "scrypt:16384:0:1:" + "A" * 22 + ":" + "A" * 43,
        "scrypt:1048576:64:1:" + "A" * 22 + ":" + "A" * 43,
        "scrypt:16384:8:1:" + "A" * 22 + ":" + "A" * 43 + "\n",
    ],
)
def test_what_is_no_hash_or_a_weak_one_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no hash|too weak") as refused:
        PasswordHash.read(text)
    assert not text or text not in str(refused.value)


def command(monkeypatch: pytest.MonkeyPatch, typed: io.StringIO, *asked: str) -> int:
    answers = iter(asked)
    monkeypatch.setattr("sys.stdin", typed)
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    return hash_password()


def test_the_command_prints_the_hash_of_what_it_reads(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(monkeypatch, io.StringIO(LONG + "\n")) == 0
    assert PasswordHash.read(capsys.readouterr().out.strip()).matches(LONG)


def test_the_command_refuses_a_short_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(monkeypatch, io.StringIO("hunter2\n")) == 2
    assert "hunter2" not in "".join(capsys.readouterr())


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("again", "code"), [(LONG, 0), (LONG + "x", 2)])
def test_from_a_terminal_it_is_asked_for_twice(
    again: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(monkeypatch, Terminal(), LONG, again) == code
    assert bool(capsys.readouterr().out) == (code == 0)
