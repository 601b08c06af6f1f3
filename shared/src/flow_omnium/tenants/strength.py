"""Which webhook secrets of a tenant keep nobody out, so that no tenant is applied with them. No I/O.

A tenant that was stored with such a secret, before this was asked, is still read: only applying it is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from flow_omnium.runtime.secret_strength import PUBLISHED, TOO_SHORT, all_on_loopback, is_published, is_short
from flow_omnium.runtime.settings.neighbours import ApiAddresses
from flow_omnium.tenants.validation import Fault, path_of

_SECTIONS = ("omnium", "flow")


def weak_secrets(document: object, addresses: ApiAddresses) -> tuple[Fault, ...]:
    """Name each weak webhook secret of a tenant's document, whatever else may be wrong with it; never its value."""
    if not isinstance(document, Mapping):
        return ()
    secrets = document.get("webhookSecrets")
    if not isinstance(secrets, Sequence) or isinstance(secrets, str):
        return ()
    return tuple(_weak(secrets, may_be_published=_is_for_this_machine(document, addresses)))


def _weak(secrets: Sequence[object], *, may_be_published: bool) -> Iterator[Fault]:
    for position, secret in enumerate(secrets):
        if not isinstance(secret, str) or not secret.strip():
            continue  # the model's own fault
        path = path_of(("webhookSecrets", position))
        if is_short(secret):
            yield Fault(path, TOO_SHORT)
        elif is_published(secret) and not may_be_published:
            yield Fault(path, PUBLISHED)


def _is_for_this_machine(document: Mapping[Any, Any], addresses: ApiAddresses) -> bool:
    own = [section.get("apiUrl") for name in _SECTIONS if isinstance(section := document.get(name), Mapping)]
    given = [url for url in own if isinstance(url, str) and url.strip()]
    try:
        return all_on_loopback([addresses.omnium_api_url, addresses.flow_api_url, *given])
    except ValidationError:
        return False  # the model's own fault
