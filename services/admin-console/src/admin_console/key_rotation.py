"""Sealing everything afresh with the first encryption key, so that an old one can be taken away.

It works document by document, each by compare-and-set, beside running services: they open what either key sealed. What is
sealed with the first key already is left alone, so a rotation that was broken off is finished by running it again.
"""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Any, Literal

from flow_omnium.runtime.database import Collection, Database, Document
from flow_omnium.tenants import repository
from flow_omnium.tenants.sealing import SecretsUnreadable, resealed_document
from flow_omnium.tenants.secret_box import SecretBox, SecretUnreadable
from flow_omnium.tenants.validation import MANAGED_KEY
from flow_omnium.tokens import store

_ROUNDS = 10

Result = Literal["rotated", "current", "unreadable", "kept changing"]
_Resealed = Callable[[Document, SecretBox], dict[str, Any]]


@dataclass(frozen=True)
class Rotated:
    """What became of one document; `fault` names the key that does not open, never a secret."""

    what: str
    result: Result
    fault: str = ""


@dataclass(frozen=True)
class _Vault:
    """A collection with sealed values: how to name its documents, and the fields to write in place of theirs."""

    what: str
    collection: Collection
    resealed: _Resealed


class KeyRotation:
    """Rotates the tenants' secrets and their tokens. Every method raises DatabaseError."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._box = box
        self._vaults = (
            _Vault("settings", database[repository.COLLECTION], _resealed_settings),
            _Vault("token", database[store.COLLECTION], _resealed_token),
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
            try:
                fields = vault.resealed(document, self._box)
            except (SecretsUnreadable, SecretUnreadable) as error:
                return Rotated(what, "unreadable", str(error))
            if all(document[name] == value for name, value in fields.items()):
                return Rotated(what, "current")
            if is_trial or await self._replaced(vault, document, fields):
                return Rotated(what, "rotated")
        return Rotated(what, "kept changing")

    async def _replaced(self, vault: _Vault, document: Document, fields: Document) -> bool:
        """Write, unless somebody else has written since; the revision stays, for nothing has changed in the settings."""
        same = {"_id": document["_id"]} | {name: document[name] for name in fields}
        return (await vault.collection.update_one(same, {"$set": fields})).matched_count > 0


def _resealed_settings(document: Document, box: SecretBox) -> dict[str, Any]:
    settings = document.get("settings")
    if not isinstance(settings, dict):
        return {}
    return {"settings": resealed_document(settings, box, tenant_uid=str(document["_id"]))}


def _resealed_token(document: Document, box: SecretBox) -> dict[str, Any]:
    sealed = document.get(MANAGED_KEY)
    if sealed is None:
        return {}
    return {MANAGED_KEY: box.resealed(sealed, tenant_uid=str(document["_id"]), name=MANAGED_KEY)}
