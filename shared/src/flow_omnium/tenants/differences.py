"""What differs between two versions of a tenant, key by key, fit to be shown: secrets are told of, never shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flow_omnium.tenants.sealing import MASK, may_be_secret, plain_document
from flow_omnium.tenants.tenant import Tenant

_Path = tuple[str, ...]
_UNSET: Final = object()


@dataclass(frozen=True)
class Difference:
    """One key that was added, removed or changed. `before` and `after` are texts, None where the key is not set."""

    path: str
    before: str | None
    after: str | None
    is_secret: bool = False


def differences(before: Tenant | None, after: Tenant) -> tuple[Difference, ...]:
    """Compare two versions, the keys in the order of the tenant file; a new tenant differs in every key it has."""
    old, new = (_values(tenant) for tenant in (before, after))
    changed = [path for path in {**new, **old} if old.get(path, _UNSET) != new.get(path, _UNSET)]
    return tuple(_difference(path, old, new) for path in changed)


def _difference(path: _Path, old: Mapping[_Path, Any], new: Mapping[_Path, Any]) -> Difference:
    is_secret = may_be_secret(path)
    before, after = (_shown(values[path], is_secret) if path in values else None for values in (old, new))
    return Difference(".".join(path), before, after, is_secret)


def _shown(value: Any, is_secret: bool) -> str:
    if is_secret:
        return MASK
    return str(value).lower() if isinstance(value, bool) else str(value)


def _values(tenant: Tenant | None) -> dict[_Path, Any]:
    return {} if tenant is None else dict(_leaves(plain_document(tenant), ()))


def _leaves(section: Mapping[str, Any], parents: _Path) -> Iterator[tuple[_Path, Any]]:
    """Walk to every value that is no section; a list counts as one value."""
    for key, value in section.items():
        path = (*parents, str(key))
        if isinstance(value, Mapping):
            yield from _leaves(value, path)
        else:
            yield path, value
