"""What the token-manager reads of a tenant: its credentials for Omnium, and nothing else."""

from typing import Final, Protocol

from pydantic import AnyHttpUrl, ConfigDict, SecretStr
from pydantic.alias_generators import to_camel

from flow_omnium.tenants.keyring import Keyring, Purpose
from flow_omnium.tenants.keys import Keys, Secret, Text, Uid
from flow_omnium.tenants.record import TenantRecord
from flow_omnium.tenants.sealing import closed_secrets, opened_document
from flow_omnium.tenants.stored import Document, ReadRecord, revision_of, settings_of, unreadable_record
from flow_omnium.tenants.tenant import OmniumAccess
from flow_omnium.tenants.validation import read_stored

_USED: Final = frozenset({Purpose.OMNIUM})


class Credentials(Protocol):
    """The tenant-level keys that a token is asked for with."""

    @property
    def omnium_client_id(self) -> str:
        """The client id."""
        ...

    @property
    def omnium_client_secret(self) -> SecretStr:
        """The secret; a closed one raises SecretClosed where it is used."""
        ...


class Access(Protocol):
    """Where the tenant's Omnium is."""

    @property
    def api_url(self) -> AnyHttpUrl | None:
        """The tenant's own address, None for the usual one."""
        ...


class TokenTenant(Protocol):
    """A tenant as the token-manager needs it; a whole one will do."""

    @property
    def tenant_uid(self) -> str:
        """Flow's uid."""
        ...

    @property
    def active(self) -> bool:
        """Whether tokens are kept for it."""
        ...

    @property
    def omnium(self) -> Access:
        """Where its Omnium is."""
        ...

    @property
    def parameters(self) -> Credentials:
        """How it asks."""
        ...


# Other keys are ignored: a fault in them must not cost the tenant its tokens.
class _Parameters(Keys):
    model_config = ConfigDict(alias_generator=str.upper, extra="ignore")

    omnium_client_id: Text
    omnium_client_secret: Secret


class _OmniumTenant(Keys):
    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")

    tenant_uid: Uid
    active: bool = False
    omnium: OmniumAccess = OmniumAccess()
    parameters: _Parameters


def omnium_tenant(keyring: Keyring) -> ReadRecord[TokenTenant]:
    """Read the credentials of a stored tenant; whatever else is wrong with it is no matter here."""

    def read(document: Document) -> TenantRecord[TokenTenant]:
        uid = str(document["_id"])
        opened = opened_document(settings_of(document), keyring, tenant_uid=uid, purposes=_USED)
        reading = read_stored(_OmniumTenant, opened)
        if reading.model is None:
            return unreadable_record(document, reading.fault)
        fault = "; ".join(closed_secrets(opened, _USED))
        return TenantRecord(uid, revision_of(document), reading.model, fault, reading.model.active)

    return read
