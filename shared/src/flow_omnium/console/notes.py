"""What people note beside a cause or a job: "ticket INC-77", or who sees to it. Never something of a customer.

A note is about a subject (`cause:<key>`, `job:<id>`). Whoever sees some tenants only writes for these, and reads what was
written for them: a note may name anything that its writer saw.
"""

import uuid
from collections.abc import Collection as Several
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from flow_omnium.runtime.database import ASCENDING, DESCENDING, Collection, Database, Document, IndexModel

COLLECTION: Final = "cause_notes"
RETENTION: Final = timedelta(days=365)
INDEXES: Final = (
    IndexModel([("subject", ASCENDING), ("at", DESCENDING)], name="of_subject"),
    IndexModel("at", name="retention", expireAfterSeconds=int(RETENTION.total_seconds())),
)

LONGEST: Final = 500
MOST_NOTES: Final = 20
"""So many of a subject are shown, the latest ones."""

_MOST_SUBJECTS: Final = 200


class Note(BaseModel):
    """A note. `sub` names the writer for good, `by` for people to read; `takes` says that the writer sees to it.

    `tenants` are those that the writer sees, None for all.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )

    note_id: Annotated[str, Field(alias="_id")]
    subject: str
    text: str
    sub: str
    by: str
    at: AwareDatetime
    takes: bool = False
    tenants: tuple[str, ...] | None = None

    def is_for(self, of_tenants: Several[str] | None) -> bool:
        """Tell whether somebody who sees these tenants (None: all) may read it."""
        return of_tenants is None or (self.tenants is not None and set(self.tenants) <= set(of_tenants))


def of_cause(key: str) -> str:
    """Name a cause as a subject."""
    return f"cause:{key}"


def of_job(job_id: str) -> str:
    """Name a job as a subject."""
    return f"job:{job_id}"


class Notes:
    """The notes in MongoDB. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._notes: Collection = database[COLLECTION]

    async def add(self, note: Note) -> None:
        """Keep a note."""
        await self._notes.insert_one(note.model_dump(by_alias=True))

    async def about(
        self, subjects: Iterable[str], of_tenants: Several[str] | None = None
    ) -> Mapping[str, Sequence[Note]]:
        """Return the notes of each subject, the latest first; a subject without one is left out."""
        wanted = {"subject": {"$in": sorted(set(subjects))[:_MOST_SUBJECTS]}}
        found = self._notes.find(wanted).sort("at", DESCENDING).limit(_MOST_SUBJECTS * MOST_NOTES)
        by_subject: dict[str, list[Note]] = {}
        for note in filter(None, [_read(document) async for document in found]):
            of_subject = by_subject.setdefault(note.subject, []) if note.is_for(of_tenants) else None
            if of_subject is not None and len(of_subject) < MOST_NOTES:
                of_subject.append(note)
        return by_subject


def new_note(  # noqa: PLR0913 - what a note consists of
    subject: str,
    text: str,
    at: datetime,
    *,
    sub: str,
    by: str,
    takes: bool = False,
    tenants: Several[str] | None = None,
) -> Note:
    """Return a note of somebody who sees these tenants (None: all)."""
    return Note(
        note_id=uuid.uuid4().hex,
        subject=subject,
        text=text[:LONGEST],
        sub=sub,
        by=by,
        at=at,
        takes=takes,
        tenants=None if tenants is None else tuple(sorted(tenants)),
    )


def _read(document: Document) -> Note | None:
    """A note that another hand has damaged hides no other."""
    try:
        return Note.model_validate(document)
    except ValidationError:
        return None
