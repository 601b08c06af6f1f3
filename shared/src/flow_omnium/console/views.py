"""Views that people have saved: a name for the filter of a list. Each is its owner's, and shown to all where it is shared."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from flow_omnium.runtime.database import (
    ASCENDING,
    Collection,
    Database,
    Document,
    DuplicateKeyError,
    IndexModel,
)

COLLECTION: Final = "console_views"
INDEXES: Final = (
    IndexModel([("owner", ASCENDING), ("name", ASCENDING)], name="of_owner", unique=True),
    IndexModel([("shared", ASCENDING), ("name", ASCENDING)], name="shared"),
)

MOST_VIEWS: Final = 50
"""So many a person may save, and so many shared ones are shown."""

LONGEST_NAME: Final = 60


class View(BaseModel):
    """A saved view: `query` is the filter as an address has it, `owner` the person for good, `by` for people to read."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )

    view_id: Annotated[str, Field(alias="_id")]
    owner: str
    by: str
    name: str
    query: str
    shared: bool = False
    tenant_uid: str | None = None
    at: AwareDatetime


class SavedViews:
    """The views in MongoDB. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._views: Collection = database[COLLECTION]

    async def seen_by(self, owner: str, of_tenants: frozenset[str] | None = None) -> Sequence[View]:
        """Return a person's views, then those that others share, by name; none of a tenant that the person does not see."""
        seen: Document = {} if of_tenants is None else {"tenantUid": {"$in": [None, *sorted(of_tenants)]}}
        own = {"owner": owner}
        others = {"shared": True, "owner": {"$ne": owner}} | seen
        return [*await self._read(own), *await self._read(others)]

    async def save(self, view: View) -> bool:
        """Keep a view; the owner's view of that name is replaced. False where the owner has as many as may be kept."""
        of_name = {"owner": view.owner, "name": view.name}
        fields = view.model_dump(by_alias=True, exclude={"view_id"})
        if (await self._views.update_one(of_name, {"$set": fields})).matched_count:
            return True
        if await self._views.count_documents({"owner": view.owner}, limit=MOST_VIEWS) >= MOST_VIEWS:
            return False
        try:
            await self._views.insert_one({"_id": view.view_id, **fields})
        except DuplicateKeyError:  # the same form was sent twice at once
            await self._views.update_one(of_name, {"$set": fields})
        return True

    async def remove(self, view_id: str, owner: str | None) -> View | None:
        """Remove a view of the owner's, or (None) anybody's; return it, None where there was none."""
        wanted = {"_id": view_id} if owner is None else {"_id": view_id, "owner": owner}
        return _read(await self._views.find_one_and_delete(wanted))

    async def _read(self, wanted: Document) -> Sequence[View]:
        found = await self._views.find(wanted).sort("name", ASCENDING).limit(MOST_VIEWS).to_list(None)
        return [view for view in map(_read, found) if view is not None]


def new_view(owner: str, by: str, name: str, query: str, at: datetime) -> View:
    """Return a view that nobody else sees yet."""
    return View(view_id=uuid.uuid4().hex, owner=owner, by=by, name=name[:LONGEST_NAME], query=query, at=at)


def _read(document: Document | None) -> View | None:
    """A view that another hand has damaged hides no other."""
    try:
        return None if document is None else View.model_validate(document)
    except ValidationError:
        return None
