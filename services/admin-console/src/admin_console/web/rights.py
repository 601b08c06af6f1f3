"""Who may do what in the console: roles, what each of them may do, and for which tenants. Pure.

A role may be given for one tenant alone (`operator@acme`). Whatever belongs to a tenant that a visitor may not see does not
exist for this visitor: it is answered as not found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What a person is for the console."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    INTEGRATOR = "integrator"
    ADMIN = "admin"


class Right(StrEnum):
    """What a route asks of a visitor."""

    LOOK = "look"
    REPAIR = "repair"
    HOLD = "hold"
    CONFIGURE = "configure"
    REVEAL = "reveal"
    ADMINISTER = "administer"


_LOOKS: Final = frozenset({Right.LOOK})
_OPERATES: Final = _LOOKS | {Right.REPAIR, Right.HOLD, Right.REVEAL}
_CONFIGURES: Final = _OPERATES | {Right.CONFIGURE}

RIGHTS: Final[Mapping[Role, frozenset[Right]]] = MappingProxyType(
    {
        Role.VIEWER: _LOOKS,
        Role.OPERATOR: _OPERATES,
        Role.INTEGRATOR: _CONFIGURES,
        Role.ADMIN: _CONFIGURES | {Right.ADMINISTER},
    }
)


@dataclass(frozen=True)
class Grant:
    """A role, for one tenant or (None) for all."""

    role: Role
    tenant_uid: str | None = None

    def gives(self, right: Right, tenant_uid: str | None) -> bool:
        """Tell whether it gives a right in a tenant; None is what concerns no one tenant, or all of them."""
        return right in RIGHTS[self.role] and self.tenant_uid in (None, tenant_uid)


@dataclass(frozen=True)
class Visitor:
    """A person who has signed in. `sub` names the person for good, `name` for people to read."""

    sub: str
    name: str
    grants: tuple[Grant, ...]
    session: str
    """The key under which the session is kept: no secret, and nothing that a cookie could be made from."""

    def may(self, right: Right, tenant_uid: str | None = None) -> bool:
        """Tell whether the person has a right in a tenant, or (None) in all of them."""
        return any(grant.gives(right, tenant_uid) for grant in self.grants)

    def may_somewhere(self, right: Right) -> bool:
        """Tell whether the person has a right in any tenant."""
        return any(right in RIGHTS[grant.role] for grant in self.grants)

    @property
    def tenants(self) -> frozenset[str] | None:
        """The tenants that the person sees; None: all."""
        if self.may(Right.LOOK):
            return None
        return frozenset(grant.tenant_uid for grant in self.grants if grant.tenant_uid is not None)

    def sees(self, tenant_uid: str | None) -> bool:
        """Tell whether what belongs to a tenant (None: to no one tenant) exists for the person."""
        return self.may(Right.LOOK, tenant_uid)
