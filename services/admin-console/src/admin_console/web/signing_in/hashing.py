"""`admin-console hash-password`: makes what `CONSOLE_PASSWORD_HASH` is set to. The password is asked for, or read from a pipe; it is never
an argument, which every process of the machine could read."""

import getpass
import sys
from collections.abc import Callable
from typing import Final, TextIO

from admin_console.web.signing_in.passwords import SHORTEST, PasswordHash

COMMAND: Final = "hash-password"

_BAD_INPUT: Final = 2


def hash_password(
    source: TextIO | None = None,
    ask: Callable[[str], str] = getpass.getpass,
    tell: Callable[[str], object] = print,
) -> int:
    """Print the hash of a password; return the exit code: 2 for one that is too short, or that was not typed twice alike."""
    source = source or sys.stdin
    password = _asked_twice(ask) if source.isatty() else source.readline().rstrip("\r\n")
    if password is None:
        return _refused("the two are not alike")
    if len(password) < SHORTEST:
        return _refused(f"a password has {SHORTEST} characters at least")
    tell(str(PasswordHash.of(password)))
    return 0


def _asked_twice(ask: Callable[[str], str]) -> str | None:
    first = ask("Password: ")
    return first if ask("Once more: ") == first else None


def _refused(why: str) -> int:
    print(f"admin-console: {why}", file=sys.stderr)  # noqa: T201 - a command
    return _BAD_INPUT
