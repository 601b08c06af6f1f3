"""What keeps a tenant's document from being applied although it is valid: weak webhook secrets, addresses that are not ours.

A tenant that is stored already is still read: only applying it is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from flow_omnium.runtime.destinations import ApiHosts, Destinations
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


def refused_addresses(document: object, destinations: Destinations) -> tuple[Fault, ...]:
    """Name each `apiUrl` of a tenant's document to which no secret may be sent, whatever else is wrong with it."""
    if not isinstance(document, Mapping):
        return ()
    return tuple(_refused(document, (destinations.omnium, destinations.flow)))


def _weak(secrets: Sequence[object], *, may_be_published: bool) -> Iterator[Fault]:
    for position, secret in enumerate(secrets):
        if not isinstance(secret, str) or not secret.strip():
            continue  # reported by the model
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
        return False  # reported by the model


def _refused(document: Mapping[Any, Any], systems: tuple[ApiHosts, ...]) -> Iterator[Fault]:
    for hosts in systems:
        name, _, key = hosts.field.partition(".")
        section = document.get(name)
        address = section.get(key) if isinstance(section, Mapping) else None
        origin = hosts.origin_for(address) if isinstance(address, str) and address.strip() else None
        # The model itself reports an address that is no URL.
        if origin is not None and not hosts.lists(origin):
            yield Fault(hosts.field, f"{origin} is not among the origins of {hosts.variable}")
