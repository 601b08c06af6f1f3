"""Whether a tenant's addresses are among those to which its secrets may go. No I/O."""

from collections.abc import Iterator, Mapping
from typing import Any

from flow_omnium.runtime.destinations import ApiHosts, Destinations
from flow_omnium.tenants.validation import Fault


def refused_addresses(document: object, destinations: Destinations) -> tuple[Fault, ...]:
    """Name each `apiUrl` of a tenant's document that points to where nothing may be sent, whatever else is wrong with it."""
    if not isinstance(document, Mapping):
        return ()
    return tuple(_refused(document, (destinations.omnium, destinations.flow)))


def _refused(document: Mapping[Any, Any], systems: tuple[ApiHosts, ...]) -> Iterator[Fault]:
    for hosts in systems:
        name, _, key = hosts.field.partition(".")
        section = document.get(name)
        address = section.get(key) if isinstance(section, Mapping) else None
        origin = hosts.origin_for(address) if isinstance(address, str) and address.strip() else None
        # An address that is no URL is the model's own fault.
        if origin is not None and not hosts.lists(origin):
            yield Fault(hosts.field, f"{origin} is not among the origins of {hosts.variable}")
