"""How a tenant is written as a document, with its secrets sealed, masked, or in the clear.

Documents have the vendors' key names, at rest as well as in the tenant file and in what the console shows.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pydantic import AnyUrl, SecretStr

from flow_omnium.tenants.closed_secret import ClosedSecret, is_open
from flow_omnium.tenants.keyring import SECRETS, Keyring, Purpose, SecretKey
from flow_omnium.tenants.secret_box import SecretUnreadable
from flow_omnium.tenants.tenant import Tenant

MASK: Final = "********"

SECRET_PATHS: Final[tuple[tuple[str, ...], ...]] = tuple(secret.path for secret in SECRETS)
"""Where a tenant's document holds a secret, or a list of secrets."""

ALL_PURPOSES: Final = frozenset(Purpose)

SecretTransform = Callable[[SecretKey, Any], Any]
"""Gets which secret it is and what stands there, returns what to put in its place."""


def may_be_secret(path: Sequence[object]) -> bool:
    """Tell whether the value at this position of a tenant's document is, holds or lies inside a secret."""
    return any(all(part == name for part, name in zip(path, secret, strict=False)) for secret in SECRET_PATHS)


def plain_document(tenant: Tenant) -> dict[str, Any]:
    """Write a tenant as the document it was read from, defaults included, with its secrets in the clear.

    A secret that is closed stays what it is: a ClosedSecret.
    """
    document: dict[str, Any] = _plain(tenant.model_dump(by_alias=True, exclude_none=True))
    return document


def masked_document(tenant: Tenant) -> dict[str, Any]:
    """Write a tenant as a document for people: every secret is eight asterisks."""
    return _with_secrets(plain_document(tenant), lambda _secret, _value: MASK)


def sealed_document(tenant: Tenant, keyring: Keyring) -> dict[str, Any]:
    """Write a tenant as the document to be stored: secrets sealed for where they go, everything else readable.

    Raises SecretUnreadable without the keys of all purposes, and SecretClosed for a tenant that was not read whole.
    """
    document = plain_document(tenant)

    def seal(secret: SecretKey, value: Any) -> str:
        if isinstance(value, ClosedSecret):
            value = value.get_secret_value()
        box, origin = keyring.box(secret.purpose), keyring.origin(secret.purpose, document)
        return box.seal(value, tenant_uid=tenant.tenant_uid, name=secret.name, origin=origin)

    return _with_secrets(document, seal)


def opened_document(
    document: Mapping[str, Any],
    keyring: Keyring,
    *,
    tenant_uid: str,
    purposes: frozenset[Purpose] = ALL_PURPOSES,
) -> dict[str, Any]:
    """Undo `sealed_document` for the secrets of these purposes; the others, and what does not open, are closed ones."""

    def open_(secret: SecretKey, sealed: Any) -> SecretStr:
        path = ".".join(secret.path)
        if secret.purpose not in purposes:
            return ClosedSecret(tenant_uid, path, "not opened: this service does not use it")
        try:
            origin = keyring.origin(secret.purpose, document)
            box = keyring.box(secret.purpose)
            return SecretStr(box.open(sealed, tenant_uid=tenant_uid, name=secret.name, origin=origin))
        except SecretUnreadable as error:
            return ClosedSecret(tenant_uid, path, str(error))

    return _with_secrets(document, open_)


def closed_secrets(document: Mapping[str, Any], purposes: frozenset[Purpose] = ALL_PURPOSES) -> list[str]:
    """Name the secrets of these purposes that stayed closed, each once, with the reason."""
    found: dict[str, None] = {}

    def note(secret: SecretKey, value: Any) -> Any:
        if secret.purpose in purposes and isinstance(value, ClosedSecret):
            found[value.why] = None
        return value

    _with_secrets(document, note)
    return list(found)


def resealed_document(
    document: Mapping[str, Any], keyring: Keyring, *, tenant_uid: str, binds: bool = True
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Seal what is not sealed with the first key of its purpose for its destination.

    Returns the document, equal to the given one if all is, and names what had to be left as it is, with the reason.
    """
    faults: dict[str, None] = {}

    def reseal(secret: SecretKey, sealed: Any) -> Any:
        origin = keyring.origin(secret.purpose, document)
        try:
            keyring.require_listed(secret.purpose, origin)
            box = keyring.box(secret.purpose)
            return box.resealed(sealed, tenant_uid=tenant_uid, name=secret.name, origin=origin, binds=binds)
        except SecretUnreadable as error:
            faults[f"{'.'.join(secret.path)}: {error}"] = None
            return sealed

    resealed = _with_secrets(document, reseal)
    return resealed, tuple(faults)


def _with_secrets(document: Mapping[str, Any], transform: SecretTransform) -> dict[str, Any]:
    changed = copy.deepcopy(dict(document))
    for secret in SECRETS:
        *sections, key = secret.path
        section = _section(changed, sections)
        if key in section:
            section[key] = _transformed(secret, section[key], transform)
    return changed


def _section(document: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    for name in names:
        inner = document.get(name)
        document = inner if isinstance(inner, dict) else {}
    return document


def _transformed(secret: SecretKey, value: Any, transform: SecretTransform) -> Any:
    if isinstance(value, list):
        return [transform(secret, item) for item in value]
    return transform(secret, value)


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value() if is_open(value) else value
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, AnyUrl) else value
