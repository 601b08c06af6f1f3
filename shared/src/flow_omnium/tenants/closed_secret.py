"""A tenant's secret that this process cannot open, or need not: using it raises an error that says why."""

from typing import Any, NoReturn

from pydantic import SecretStr

from flow_omnium.outcomes import Misconfigured


class SecretClosed(Misconfigured):
    """A secret is needed that does not open; the text names tenant, key and reason, never the secret."""


class ClosedSecret(SecretStr):
    """Stands in a tenant's settings where a secret would. Equal only to one that is closed at the same place."""

    def __init__(self, tenant_uid: str, path: str, reason: str) -> None:
        super().__init__("")
        self._tenant_uid = tenant_uid
        self.why = f"{path}: {reason}"

    def get_secret_value(self) -> NoReturn:
        """Raise SecretClosed: there is no value."""
        message = f"tenant {self._tenant_uid}: {self.why}"
        raise SecretClosed(message)

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, ClosedSecret) and (self._tenant_uid, self.why) == (
            other._tenant_uid,
            other.why,
        )

    def __hash__(self) -> int:
        return hash((self._tenant_uid, self.why))

    def __len__(self) -> int:
        return 0

    def _display(self) -> str:
        return "**********"


def is_open(secret: SecretStr) -> bool:
    """Tell whether the secret can be used."""
    return not isinstance(secret, ClosedSecret)
