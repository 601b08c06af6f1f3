"""What a valid tenant lacks for one flow or another: worth a warning, no fault. No I/O."""

from collections.abc import Iterator

from flow_omnium.tenants.keys import Keys, Read
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import Fault


def cautions(tenant: Tenant) -> tuple[Fault, ...]:
    """Name each key of the connector that is missing, with what does not work without it."""
    if tenant.connector is None:
        return ()
    return tuple(_missing("connector", tenant.connector))


def _missing(path: str, section: Keys) -> Iterator[Fault]:
    for name, field in type(section).model_fields.items():
        without = next((mark.without for mark in field.metadata if isinstance(mark, Read)), "")
        if without and getattr(section, name) is None:
            yield Fault(f"{path}.{field.alias}", f"not set: {without}")
