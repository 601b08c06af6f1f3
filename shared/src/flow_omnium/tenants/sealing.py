"""How a tenant is written as a document, and which of its values are secret. No I/O.

Documents have the vendors' key names, at rest as well as in the tenant file and in what the console shows.
"""

import copy
from collections.abc import Callable, Sequence
from typing import Any, Final

from pydantic import AnyUrl, SecretStr

from flow_omnium.tenants.secret_box import SecretBox, SecretUnreadable
from flow_omnium.tenants.tenant import Tenant

MASK: Final = "********"

SECRET_PATHS: Final[tuple[tuple[str, ...], ...]] = (
    ("webhookSecrets",),
    ("flow", "apiToken"),
    ("parameters", "OMNIUM_CLIENT_SECRET"),
)
"""Where a tenant's document holds a secret, or a list of secrets."""

SecretTransform = Callable[[str, str], str]
"""Gets a secret's key name and text, returns the text to put in its place."""


class SecretsUnreadable(Exception):
    """A secret of a stored tenant cannot be opened; `path` names its key."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def may_be_secret(path: Sequence[object]) -> bool:
    """Tell whether the value at this position of a tenant's document is, holds or lies inside a secret."""
    return any(all(part == name for part, name in zip(path, secret, strict=False)) for secret in SECRET_PATHS)


def plain_document(tenant: Tenant) -> dict[str, Any]:
    """Write a tenant as the document it was read from, defaults included, with its secrets in the clear."""
    document: dict[str, Any] = _plain(tenant.model_dump(by_alias=True, exclude_none=True))
    return document


def masked_document(tenant: Tenant) -> dict[str, Any]:
    """Write a tenant as a document for people: every secret is eight asterisks."""
    return _with_secrets(plain_document(tenant), lambda _name, _secret: MASK)


def sealed_document(tenant: Tenant, box: SecretBox) -> dict[str, Any]:
    """Write a tenant as the document to be stored: secrets sealed, everything else readable."""

    def seal(name: str, secret: str) -> str:
        return box.seal(secret, tenant_uid=tenant.tenant_uid, name=name)

    return _with_secrets(plain_document(tenant), seal)


def opened_document(document: dict[str, Any], box: SecretBox, *, tenant_uid: str) -> dict[str, Any]:
    """Undo `sealed_document`. Raises SecretsUnreadable, which names the first secret that does not open."""

    def open_(name: str, sealed: str) -> str:
        try:
            return box.open(sealed, tenant_uid=tenant_uid, name=name)
        except SecretUnreadable as error:
            reason = str(error)
        raise SecretsUnreadable(name, reason)

    return _with_secrets(document, open_)


def resealed_document(document: dict[str, Any], box: SecretBox, *, tenant_uid: str) -> dict[str, Any]:
    """Seal with the first key what another one sealed; equal to `document` when there was none.

    Raises SecretsUnreadable, which names the first secret that does not open.
    """

    def reseal(name: str, sealed: str) -> str:
        try:
            return box.resealed(sealed, tenant_uid=tenant_uid, name=name)
        except SecretUnreadable as error:
            reason = str(error)
        raise SecretsUnreadable(name, reason)

    return _with_secrets(document, reseal)


def _with_secrets(document: dict[str, Any], transform: SecretTransform) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    for *sections, key in SECRET_PATHS:
        section = _section(changed, sections)
        if key in section:
            section[key] = _transformed(key, section[key], transform)
    return changed


def _section(document: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    for name in names:
        inner = document.get(name)
        document = inner if isinstance(inner, dict) else {}
    return document


def _transformed(key: str, value: Any, transform: SecretTransform) -> Any:
    if isinstance(value, list):
        return [transform(key, item) for item in value]
    return transform(key, value)


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, AnyUrl) else value
