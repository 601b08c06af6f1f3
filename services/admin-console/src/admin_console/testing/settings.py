"""What a console is told in tests."""

import base64
from typing import Any, Final

from pydantic import AnyHttpUrl, SecretStr

from admin_console.web.settings import ConsoleSettings

KEY: Final = base64.b64encode(b"not-a-secret".ljust(32, b"-")).decode()
PASSWORD: Final = "not-a-secret-at-all"  # noqa: S105 - of tests
PASSWORD_HASH: Final = "scrypt:16384:8:1:eAcJfQlhhXYjl3lWh6yQcg:8jLHCmufzAjPWvXm3BZ7Un6YHhIS7tWHjjRjPThHOrk"  # noqa: S105 - of that
_NOBODY: Final = AnyHttpUrl("http://127.0.0.1:1")


def console_settings(mongodb_url: str, database: str, **changes: Any) -> ConsoleSettings:
    """Return the settings of a console on loopback, whose neighbours do not answer."""
    given = {
        "mongodb_url": SecretStr(mongodb_url),
        "mongodb_database": database,
        "settings_encryption_keys": (SecretStr(KEY),),
        "omnium_api_url": _NOBODY,
        "flow_api_url": _NOBODY,
        "token_manager_url": _NOBODY,
        "internal_api_key": SecretStr("not-a-secret-but-long-enough"),
        "http_host": "127.0.0.1",
        "console_password_hash": SecretStr(PASSWORD_HASH),
    }
    return ConsoleSettings(**{**given, **changes})
