"""Looking at collections and indexes in the database, and bringing them up to date."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from flow_omnium.runtime.database import Collection, Database, Document, DuplicateKeyError, RefusedError
from flow_omnium.runtime.difference import MISSING, Difference, Report
from flow_omnium.schema.catalogue import COLLECTIONS, StoredCollection
from flow_omnium.schema.comparison import Build, Change, Drop, Step, differences, missing, shown, steps
from flow_omnium.schema.violations import violations

_UNAUTHORIZED: Final = 13
_INDEX_NOT_FOUND: Final = 27
_COLLECTION_EXISTS: Final = 48
_CONFLICTS: Final = (85, 86)
"""IndexOptionsConflict, IndexKeySpecsConflict: an index stands in the way of another one."""

_ROUNDS: Final = 3
"""How often it is planned again: two who do the same may overtake each other's plan, but not undo each other's work."""


@dataclass(frozen=True)
class DatabaseSchema:
    """The collections of the table in one database. Every method raises DatabaseError when it cannot be asked."""

    database: Database
    collections: Sequence[StoredCollection] = COLLECTIONS

    async def differences(self) -> Sequence[Difference]:
        """Return how the indexes are not as they should be."""
        found = [await self._differences(collection) for collection in self._indexed]
        return [difference for several in found for difference in several]

    async def create_missing(self) -> Sequence[Difference]:
        """Build the indexes that are not there, if our user may; return those that cannot be built, and why.

        Nothing is changed or dropped here: a service that starts takes nothing away from another version beside it.
        """
        found = [await self._create_missing(collection) for collection in self._indexed]
        return [difference for several in found for difference in several]

    async def missing_collections(self) -> Sequence[Difference]:
        """Return the collections that are not there."""
        names = set(await self.database.list_collection_names())
        return [
            Difference("collection", collection.name, MISSING)
            for collection in self.collections
            if collection.name not in names
        ]

    async def apply(self) -> AsyncIterator[Report]:
        """Bring everything up to date, and tell line by line what was done."""
        for difference in await self.missing_collections():
            yield await self._create(difference.name)
        for collection in self._indexed:
            async for report in self._apply(collection):
                yield report

    @property
    def _indexed(self) -> Sequence[StoredCollection]:
        """Those that have indexes: what is not asked about the others takes no right."""
        return [collection for collection in self.collections if collection.indexes]

    async def _differences(self, collection: StoredCollection) -> Sequence[Difference]:
        try:
            return differences(collection, await self._found(collection))
        except RefusedError as error:
            if error.code != _UNAUTHORIZED:
                raise
            hidden = "our database user may not look (listIndexes)"
            blocks = bool(collection.promises)
            return [Difference("index", f"{collection.name}.*", MISSING, found=hidden, blocks=blocks)]

    async def _create_missing(self, collection: StoredCollection) -> Sequence[Difference]:
        try:
            builds = missing(collection, await self._found(collection))
            reports = [await self._build(collection, build) for build in builds]
        except RefusedError as error:
            # A service's user may have no right to build: then `schema apply` does, and the service waits.
            if error.code != _UNAUTHORIZED:
                raise
            return []
        return [report.difference for report in reports if report.difference is not None]

    async def _create(self, name: str) -> Report:
        try:
            await self.database.command("create", name, writeConcern={"w": "majority"})
        except RefusedError as error:
            if error.code != _COLLECTION_EXISTS:
                raise
        return Report(f"collection {name}: created")

    async def _apply(self, collection: StoredCollection) -> AsyncIterator[Report]:
        for _ in range(_ROUNDS):
            plan = steps(collection, await self._found(collection))
            reports = [report async for report in self._take(collection, plan)]
            for report in reports:
                yield report
            if not reports or any(report.failed for report in reports):
                return

    async def _take(
        self, collection: StoredCollection, plan: Sequence[Sequence[Step]]
    ) -> AsyncIterator[Report]:
        """Take the steps of each index; those that follow one that failed are left out: nothing is dropped then."""
        for of_index in plan:
            for step in of_index:
                report = await self._step(collection, step)
                yield report
                if report.failed:
                    break

    async def _step(self, collection: StoredCollection, step: Step) -> Report:
        if isinstance(step, Build):
            return await self._build(collection, step)
        name = f"index {collection.name}.{step.name}"
        try:
            if isinstance(step, Drop):
                await self._collection(collection).drop_index(step.name)
                return Report(f"{name}: dropped")
            await self._change(collection, step)
        except RefusedError as error:
            if error.code != _INDEX_NOT_FOUND:
                raise
            return Report(f"{name}: gone meanwhile")
        return Report(f"{name}: {step.option} was {shown(step.found)}, is {shown(step.wanted)}")

    async def _change(self, collection: StoredCollection, change: Change) -> None:
        index = {"name": change.name, change.option: change.wanted}
        await self.database.command("collMod", collection.name, index=index)

    async def _build(self, collection: StoredCollection, build: Build) -> Report:
        name = f"{collection.name}.{build.definition['name']}"
        try:
            # A majority: an index that a failover takes back would let through what it forbids.
            await self.database.command(
                "createIndexes", collection.name, indexes=[build.definition], writeConcern={"w": "majority"}
            )
        except DuplicateKeyError:
            entries = await violations(self._collection(collection), build.definition)
            reason = f"it cannot be built over entries that it forbids: {entries}"
        except RefusedError as error:
            if error.code not in _CONFLICTS:
                raise
            reason = "another index of the same fields stands in its way: drop that one first"
        else:
            return Report(f"index {name}: built")
        difference = Difference("index", f"{collection.name}.{build.name}", MISSING, found=reason)
        return Report(str(difference), difference)

    async def _found(self, collection: StoredCollection) -> Sequence[Document]:
        return [dict(index) async for index in self._collection(collection).list_indexes()]

    def _collection(self, collection: StoredCollection) -> Collection:
        return self.database[collection.name]


def with_reasons(found: Sequence[Difference], unbuilt: Sequence[Difference]) -> Sequence[Difference]:
    """Add to what is missing why it could not be built."""
    reasons = {difference.name: difference.found for difference in unbuilt}
    return [replace(difference, found=_reason(difference, reasons)) for difference in found]


def _reason(difference: Difference, reasons: Mapping[str, str]) -> str:
    if difference.option != MISSING:
        return difference.found
    return reasons.get(difference.name, difference.found)
