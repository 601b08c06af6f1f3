"""Where the bearer token of a call comes from, and whether a refused one can be replaced."""

from typing import Protocol

from pydantic import SecretStr


class Bearer(Protocol):
    """The token for the calls of one tenant; made for one call, then dropped."""

    async def token(self) -> str:
        """Return the token to send. Raises TokenUnavailable."""
        ...

    def served(self) -> None:
        """Learn that the system itself answered a call with the latest token: the token is good."""
        ...

    async def renewed(self) -> str | None:
        """Return another token after a 401, or None if there is none to be had. Raises TokenUnavailable."""
        ...


class FixedBearer:
    """A long-lived integration token (Flow, flow.md 4.1): a refused one has no successor."""

    def __init__(self, secret: SecretStr) -> None:
        self._secret = secret

    async def token(self) -> str:
        """Return the configured token."""
        return self._secret.get_secret_value()

    def served(self) -> None:
        """Do nothing: the token has no successor."""

    async def renewed(self) -> str | None:
        """Return None: only a person can issue another one."""
        return None
