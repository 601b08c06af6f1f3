"""Which roles the groups of a person give, as `CONSOLE_OIDC_ROLES` says: `flow-operators=operator,acme-ops=operator@acme`. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from admin_console.web.rights import Grant, Role
from flow_omnium.tenants.keys import UID_PATTERN

Roles = Mapping[str, tuple[Grant, ...]]
"""What each group gives."""

_SHOWN: Final = 50
_LONGEST: Final = 200


def written(grant: Grant) -> str:
    """Write a grant as the setting and a session hold it."""
    return grant.role.value if grant.tenant_uid is None else f"{grant.role.value}@{grant.tenant_uid}"


def read_grant(text: str) -> Grant:
    """Read a grant. Raises ValueError, which names what is no role or no tenant."""
    name, at, tenant_uid = text.strip().partition("@")
    if name not in set(Role):
        message = f"there is no role {name!r}; the roles are {', '.join(Role)}"
        raise ValueError(message)
    if at and re.fullmatch(UID_PATTERN, tenant_uid) is None:
        message = f"{text!r} names no tenant"
        raise ValueError(message)
    return Grant(Role(name), tenant_uid if at else None)


def read_roles(entries: Sequence[str]) -> Roles:
    """Read the setting's entries. Raises ValueError as above, and for an entry that is not `group=role`."""
    roles: dict[str, tuple[Grant, ...]] = {}
    for entry in entries:
        group, equals, role = entry.rpartition("=")
        if not equals or not group.strip():
            message = f"{entry!r} is not group=role or group=role@tenant"
            raise ValueError(message)
        roles[group.strip()] = (*roles.get(group.strip(), ()), read_grant(role))
    return roles


def grants_of(groups: Collection[str], roles: Roles) -> tuple[Grant, ...]:
    """Return what a person's groups give, each grant once."""
    return tuple(dict.fromkeys(grant for group in groups for grant in roles.get(group, ())))


def groups_in(claims: Mapping[str, Any], claim: str) -> tuple[str, ...]:
    """Return the groups that a token tells: a list, or one name.

    `claim` is the claim's name, or, where no claim is named so, a path such as `realm_access.roles`.
    """
    value = claims[claim] if claim in claims else _at(claims, claim.split("."))
    told = value if isinstance(value, list) else [value]
    return tuple(group for group in told if isinstance(group, str))


def shown_groups(groups: Sequence[str]) -> Sequence[str]:
    """Return so many of them, and so much of each, that a page can show them."""
    more = [f"and {len(groups) - _SHOWN} more"] if len(groups) > _SHOWN else []
    return [*(group[:_LONGEST] for group in groups[:_SHOWN]), *more]


def _at(value: Any, path: Sequence[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
