"""Which encryption key opens which of a tenant's secrets, and for which destination.

Each purpose has keys of its own, so that a service holds only those of what it uses. A secret whose purpose has no key
here stays closed, which harms nobody who does not use it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any, Final

from flow_omnium.runtime.destinations import ApiHosts, Destinations
from flow_omnium.tenants.secret_box import ACCEPTS_UNBOUND, SecretBox, SecretUnreadable


class Purpose(StrEnum):
    """What a secret is for."""

    WEBHOOK = auto()
    """Comparing what senders of events show: sent nowhere."""
    OMNIUM = auto()
    """Asking Omnium for tokens, and the tokens."""
    FLOW = auto()
    """Calling Flow."""


@dataclass(frozen=True)
class SecretKey:
    """One key of a tenant's document that holds a secret, or a list of secrets."""

    path: tuple[str, ...]
    purpose: Purpose

    @property
    def name(self) -> str:
        """What a sealed value is bound to."""
        return self.path[-1]


SECRETS: Final = (
    SecretKey(("webhookSecrets",), Purpose.WEBHOOK),
    SecretKey(("flow", "apiToken"), Purpose.FLOW),
    SecretKey(("parameters", "OMNIUM_CLIENT_SECRET"), Purpose.OMNIUM),
)
"""Where a tenant's document holds secrets."""

NO_URL: Final = "no URL"
"""What stands for the origin of an address that is none: nothing was ever sealed for it."""


class Keyring:
    """The boxes of the purposes that this process has keys for, and where secrets may go."""

    def __init__(self, boxes: Mapping[Purpose, SecretBox], destinations: Destinations) -> None:
        self._boxes = boxes
        self.destinations = destinations

    @classmethod
    def of(
        cls,
        keys: Mapping[Purpose, tuple[bytes, ...]],
        destinations: Destinations,
        *,
        accepts_unbound: bool = ACCEPTS_UNBOUND,
    ) -> "Keyring":
        """Make the boxes; a purpose without keys has none."""
        boxes = {
            purpose: SecretBox(each, accepts_unbound=accepts_unbound)
            for purpose, each in keys.items()
            if each
        }
        return cls(boxes, destinations)

    def holds(self, purpose: Purpose) -> bool:
        """Tell whether there is a key."""
        return purpose in self._boxes

    def box(self, purpose: Purpose) -> SecretBox:
        """Return the box of a purpose. Raises SecretUnreadable when there is no key."""
        if purpose not in self._boxes:
            message = f"there is no key for {purpose} secrets here"
            raise SecretUnreadable(message)
        return self._boxes[purpose]

    def require_listed(self, purpose: Purpose, origin: str | None) -> None:
        """Raise SecretUnreadable for a destination that is not allowed: nothing is sealed for it afresh."""
        if purpose is Purpose.WEBHOOK:
            return
        hosts = self._hosts(purpose)
        if not hosts.lists(origin):
            message = f"{hosts.field} points to {origin}, which is not among the origins of {hosts.variable}"
            raise SecretUnreadable(message)

    def origin(self, purpose: Purpose, document: Mapping[str, Any]) -> str | None:
        """Return the origin to which a tenant's document sends secrets of a purpose; None for those that go nowhere."""
        if purpose is Purpose.WEBHOOK:
            return None
        section = document.get(purpose.value)
        own_address = section.get("apiUrl") if isinstance(section, Mapping) else None
        return self._hosts(purpose).origin_for(own_address or None) or NO_URL

    def _hosts(self, purpose: Purpose) -> ApiHosts:
        return self.destinations.omnium if purpose is Purpose.OMNIUM else self.destinations.flow
