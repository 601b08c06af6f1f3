"""What the gateway reads of a tenant: whether it is active, exports a catalogue and masters stock, and the hashes of its webhook secrets.

Nothing else is read, so that no other fault in a tenant's settings costs it an event.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BeforeValidator, ConfigDict, SecretStr
from pydantic.alias_generators import to_camel

from flow_omnium.tenants.closed_secret import is_open
from flow_omnium.tenants.keyring import Keyring, Purpose
from flow_omnium.tenants.keys import Keys, Uid
from flow_omnium.tenants.record import TenantRecord
from flow_omnium.tenants.sealing import closed_secrets, opened_document
from flow_omnium.tenants.stored import Document, ReadRecord, revision_of, settings_of, unreadable_record
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import read_stored
from flow_omnium.tenants.webhook_secrets import HashedSecret, stored_hashes

_USED: Final = frozenset({Purpose.WEBHOOK})


@dataclass(frozen=True)
class GatewayTenant:
    """A tenant as the gateway needs it."""

    tenant_uid: str
    active: bool
    webhook_secrets: tuple[HashedSecret, ...]
    exports_catalog: bool = False
    is_stock_master: bool = False
    """Whether the stock of any of its stores is Flow's."""

    @classmethod
    def of(cls, tenant: Tenant) -> "GatewayTenant":
        """Reduce a whole tenant to what the gateway needs."""
        return cls(
            tenant.tenant_uid,
            tenant.active,
            _hashed(tenant.webhook_secrets, tenant.tenant_uid),
            tenant.catalog.enabled,
            any(store.omnium_flow_stock_master for store in tenant.stores.values()),
        )


def _as_switch(section: object) -> bool:
    """A section that cannot be read is no reason to refuse the tenant's orders: it counts as off."""
    return _is_on(section, "enabled")


def _has_stock_master(stores: object) -> bool:
    """As with the catalogue: a store that cannot be read counts as one whose stock is Omnium's."""
    if not isinstance(stores, Mapping):
        return False
    return any(_is_on(store, "OMNIUM_FLOW_STOCK_MASTER") for store in stores.values())


def _is_on(section: object, name: str) -> bool:
    value = section.get(name) if isinstance(section, Mapping) else None
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")


# Other keys are ignored: a fault in them must not cost the tenant its events.
class _Activation(Keys):
    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")

    tenant_uid: Uid
    active: bool = False
    catalog: Annotated[bool, BeforeValidator(_as_switch)] = False
    stores: Annotated[bool, BeforeValidator(_has_stock_master)] = False


def gateway_tenant(keyring: Keyring) -> ReadRecord[GatewayTenant]:
    """Read a stored tenant: by its hashes, else by its encrypted secrets where there is a key for them."""

    def read(document: Document) -> TenantRecord[GatewayTenant]:
        reading = read_stored(_Activation, settings_of(document))
        if reading.model is None:
            return unreadable_record(document, reading.fault)
        secrets, fault = _secrets(document, keyring)
        if not secrets:
            return unreadable_record(document, fault)
        said = reading.model
        known = GatewayTenant(said.tenant_uid, said.active, secrets, said.catalog, said.stores)
        return TenantRecord(str(document["_id"]), revision_of(document), known, fault, known.active)

    return read


def _secrets(document: Document, keyring: Keyring) -> tuple[tuple[HashedSecret, ...], str]:
    hashes = stored_hashes(document)
    if hashes:
        return hashes, ""
    if not keyring.holds(Purpose.WEBHOOK):
        return (), "webhookSecrets: not hashed yet: `flow-omnium secrets rotate` does it"
    uid = str(document["_id"])
    opened = opened_document(settings_of(document), keyring, tenant_uid=uid, purposes=_USED)
    secrets = opened.get("webhookSecrets")
    usable = _hashed(secrets, uid) if isinstance(secrets, list) else ()
    return usable, "; ".join(closed_secrets(opened, _USED)) or (
        "" if usable else "webhookSecrets: there are none"
    )


def _hashed(secrets: Sequence[SecretStr], tenant_uid: str) -> tuple[HashedSecret, ...]:
    opened = [secret.get_secret_value() for secret in secrets if is_open(secret)]
    return tuple(HashedSecret.of(secret, tenant_uid) for secret in opened)
