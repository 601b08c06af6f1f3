"""Re-encrypts all stored secrets with the first key of their purpose, bound to their destination; old keys can then go.

It works document by document, each by compare-and-set, beside running services: they open what either key sealed. What is
sealed so already is left alone, so a rotation that was broken off is finished by running it again. Webhook secrets get
their hashes where these are missing.
"""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from flow_omnium.runtime.database import Collection, Database, Document
from flow_omnium.tenants import repository
from flow_omnium.tenants.closed_secret import is_open
from flow_omnium.tenants.keyring import Keyring, Purpose
from flow_omnium.tenants.sealing import may_be_secret, opened_document, resealed_document
from flow_omnium.tenants.secret_box import SecretUnreadable
from flow_omnium.tenants.stored import settings_of
from flow_omnium.tenants.validation import MANAGED_KEY
from flow_omnium.tenants.webhook_secrets import HASHES, hashes_for, stored_hashes
from flow_omnium.tokens import store

_ROUNDS: Final = 10
_WEBHOOK: Final = frozenset({Purpose.WEBHOOK})
_SEALED: Final = re.compile(r"v\d+:[0-9a-f]{8}:")

Result = Literal["rotated", "current", "unreadable", "kept changing"]


@dataclass(frozen=True)
class Rotated:
    """What became of one document; `fault` names the keys that had to be left as they are, never a secret."""

    what: str
    result: Result
    fault: str = ""


@dataclass(frozen=True)
class _Afresh:
    """The fields to write in place of a document's, and what had to be left as it is."""

    fields: Mapping[str, Any]
    faults: Sequence[str] = ()


@dataclass(frozen=True)
class _Vault:
    """A collection with sealed values: how to name its documents, and what to write in place of theirs."""

    what: str
    collection: Collection
    afresh: Callable[[Document], Awaitable[_Afresh]]


class KeyRotation:
    """Rotates the tenants' secrets and their tokens. Every method raises DatabaseError.

    Without `binds`, secrets are sealed as the release before this one does, which can then read them.
    """

    def __init__(self, database: Database, keyring: Keyring, *, binds: bool = True) -> None:
        self._keyring = keyring
        self._binds = binds
        self._tenants = database[repository.COLLECTION]
        self._vaults = (
            _Vault("settings", self._tenants, self._settings),
            _Vault("token", database[store.COLLECTION], self._token),
        )

    async def rotate(self, *, is_trial: bool = False) -> AsyncGenerator[Rotated, None]:
        """Go through all documents; a trial writes nothing and tells what would become of them."""
        for vault in self._vaults:
            ids = [document["_id"] async for document in vault.collection.find({}, {"_id": 1}).sort("_id")]
            for document_id in ids:
                yield await self._rotated(vault, document_id, is_trial=is_trial)

    async def _rotated(self, vault: _Vault, document_id: Any, *, is_trial: bool) -> Rotated:
        what = f"{vault.what} of {document_id}"
        for _ in range(_ROUNDS):
            document = await vault.collection.find_one({"_id": document_id})
            if document is None:  # deleted meanwhile
                return Rotated(what, "current")
            afresh = await vault.afresh(document)
            result: Result = "rotated" if _differs(document, afresh) else "current"
            if result == "current" or is_trial or await self._replaced(vault, document, afresh.fields):
                return Rotated(what, "unreadable" if afresh.faults else result, "; ".join(afresh.faults))
        return Rotated(what, "kept changing")

    async def _replaced(self, vault: _Vault, document: Document, fields: Mapping[str, Any]) -> bool:
        """Write, unless somebody else has written since; the revision stays, for nothing has changed in the settings."""
        same = {"_id": document["_id"]} | {name: document.get(name) for name in fields}
        return (await vault.collection.update_one(same, {"$set": fields})).matched_count > 0

    async def _settings(self, document: Document) -> _Afresh:
        settings, uid = settings_of(document), str(document["_id"])
        if not settings:
            return _Afresh({})
        resealed, faults = resealed_document(settings, self._keyring, tenant_uid=uid, binds=self._binds)
        fields = {"settings": resealed, HASHES: self._hashes(document, resealed)}
        return _Afresh(fields, [*faults, *_of_another_version(settings)])

    def _hashes(self, document: Document, resealed: dict[str, Any]) -> Any:
        """Keep hashes that stand for what is stored; make them of secrets that have none."""
        uid, sealed = str(document["_id"]), resealed.get("webhookSecrets")
        opened = opened_document(resealed, self._keyring, tenant_uid=uid, purposes=_WEBHOOK)
        secrets = opened.get("webhookSecrets") or []
        if stored_hashes({**document, "settings": resealed}) or not all(map(is_open, secrets)) or not secrets:
            return document.get(HASHES)
        return hashes_for([secret.get_secret_value() for secret in secrets], sealed, uid)

    async def _token(self, document: Document) -> _Afresh:
        sealed, uid = document.get(MANAGED_KEY), str(document["_id"])
        if sealed is None:
            return _Afresh({})
        origin = document.get(store.ORIGIN) or await self._origin_of(uid)
        try:
            self._keyring.require_listed(Purpose.OMNIUM, origin)
            box = self._keyring.box(Purpose.OMNIUM)
            resealed = box.resealed(sealed, tenant_uid=uid, name=MANAGED_KEY, origin=origin)
        except SecretUnreadable as error:
            return _Afresh({}, [f"{MANAGED_KEY}: {error}"])
        return _Afresh({MANAGED_KEY: resealed, store.ORIGIN: origin})

    async def _origin_of(self, tenant_uid: str) -> str | None:
        """A token that was stored before its origin was noted was granted where the tenant's Omnium is."""
        tenant = await self._tenants.find_one({"_id": tenant_uid}, {"settings.omnium": 1})
        return self._keyring.origin(Purpose.OMNIUM, settings_of(tenant or {}))


def _differs(document: Document, afresh: _Afresh) -> bool:
    return any(document.get(name) != value for name, value in afresh.fields.items())


def _of_another_version(value: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Name what is sealed under a key that this version does not know: taking its encryption key away would lose it."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _of_another_version(item, (*path, str(key)))
    elif isinstance(value, str) and _SEALED.match(value) and not may_be_secret(path):
        yield f"{'.'.join(path)}: sealed by another version"
