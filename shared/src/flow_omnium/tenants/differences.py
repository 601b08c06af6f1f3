"""Which keys differ between two versions of a tenant: names only, since a value may be secret. No I/O."""

from collections.abc import Iterator, Mapping
from typing import Any

from flow_omnium.tenants.sealing import plain_document
from flow_omnium.tenants.tenant import Tenant


def changed_keys(before: Tenant, after: Tenant) -> tuple[str, ...]:
    """Return the paths of the keys that were added, removed or changed, in the order of the tenant file."""
    old, new = (dict(_leaves(plain_document(tenant), ())) for tenant in (before, after))
    return tuple(path for path in {**new, **old} if old.get(path) != new.get(path))


def _leaves(section: Mapping[str, Any], parents: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Walk to every value that is no section; a list counts as one value."""
    for key, value in section.items():
        path = (*parents, str(key))
        if isinstance(value, Mapping):
            yield from _leaves(value, path)
        else:
            yield ".".join(path), value
