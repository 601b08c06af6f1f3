"""`admin-console hash-password`: writes what CONSOLE_PASSWORD_HASH is set to. The password is typed twice, or piped in."""

import getpass
import sys

from admin_console.web.signing_in.passwords import SHORTEST, PasswordHash
from flow_omnium.runtime.logging import tell

EXIT_DONE = 0
EXIT_BAD_INPUT = 2


def hash_password() -> int:
    """Read a password and write its hash; return the exit code."""
    try:
        password = _typed() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    except EOFError:
        password = ""
    if len(password) < SHORTEST:
        tell(f"admin-console: a password has at least {SHORTEST} characters")
        return EXIT_BAD_INPUT
    sys.stdout.write(f"{PasswordHash.of(password)}\n")
    return EXIT_DONE


def _typed() -> str:
    """Ask twice; return nothing where the two differ."""
    password = getpass.getpass("Password: ")
    return password if getpass.getpass("Again: ") == password else ""
