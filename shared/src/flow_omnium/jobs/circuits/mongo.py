"""The circuits in MongoDB: one document per tenant and system that does not answer as it should, in `circuits`."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from flow_omnium.jobs.circuits.circuit import Circuit
from flow_omnium.jobs.circuits.contract import Key
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.reading import Unreadables
from flow_omnium.runtime.database import Collection, Database, Document, DuplicateKeyError, IndexModel

COLLECTION: Final = "circuits"

KEPT: Final = timedelta(days=1)
"""How long one is kept that nothing changes: failures of a tenant that has nothing more to do. An open one is probed, and
so changed, every few minutes."""

INDEXES: Final = (IndexModel("changedAt", name="expiry", expireAfterSeconds=round(KEPT.total_seconds())),)

_CIRCUIT: Final = TypeAdapter(Circuit)


class MongoCircuits:
    """Implements `Circuits`. Each change is a compare-and-set on the version."""

    def __init__(self, database: Database, unreadables: Unreadables | None = None) -> None:
        self._circuits: Collection = database[COLLECTION]
        self._unreadables = unreadables or Unreadables()

    async def all(self) -> Sequence[Circuit]:
        """See `Circuits.all`."""
        with translated():
            found = [self._read(document) async for document in self._circuits.find({})]
        return [circuit for circuit in found if circuit is not None]

    async def get(self, key: Key) -> Circuit | None:
        """See `Circuits.get`."""
        with translated():
            document = await self._circuits.find_one({"_id": _id(key)})
        return None if document is None else self._read(document)

    async def replace(self, seen: Circuit | None, after: Circuit | None) -> bool:
        """See `Circuits.replace`."""
        if seen is None:
            return after is not None and await self._inserted(after)
        unchanged = {"_id": _id(seen.key), "version": seen.version}
        with translated():
            if after is None:
                return (await self._circuits.delete_one(unchanged)).deleted_count == 1
            written = {"$set": _document(after), "$currentDate": {"changedAt": True}}
            return (await self._circuits.update_one(unchanged, written)).matched_count == 1

    async def _inserted(self, circuit: Circuit) -> bool:
        """Write a new circuit, also in place of one that cannot be read; False where there is one already."""
        absent: Document = {"_id": _id(circuit.key), "version": {"$not": {"$type": "number"}}}
        written = {"$set": _document(circuit), "$currentDate": {"changedAt": True}}
        with translated():
            try:
                await self._circuits.update_one(absent, written, upsert=True)
            except DuplicateKeyError:
                return False
        return True

    def _read(self, document: Document) -> Circuit | None:
        """Read a circuit; one that cannot be read counts as none, so that it holds nobody back."""
        named = {each.name: document.get(to_camel(each.name)) for each in fields(Circuit)}
        try:
            return _CIRCUIT.validate_python(
                {name: value for name, value in named.items() if value is not None}
            )
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"]))
            self._unreadables.note(COLLECTION, document.get("_id"), where, first["msg"])
            return None


def _document(circuit: Circuit) -> dict[str, Any]:
    return {to_camel(each.name): getattr(circuit, each.name) for each in fields(Circuit)}


def _id(key: Key) -> str:
    return "/".join(key)
