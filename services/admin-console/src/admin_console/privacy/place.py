"""What every place that may hold data of a person can be asked: what is there, and to erase it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from admin_console.privacy.subject import Mention, Subject
from flow_omnium.runtime.database import Database, Document


@dataclass(frozen=True)
class Find:
    """One document that is about the subject, or names it in some texts."""

    document: Document
    is_own: bool = False
    mentions: Sequence[Mention] = ()

    @property
    def shown(self) -> dict[str, Any]:
        """What is given out: all of what is about the subject; of what is about others, the texts that name it."""
        if self.is_own:
            return self.document
        told = [{"path": mention.path, "text": mention.text} for mention in self.mentions]
        named = {
            name: self.document[name] for name in ("_id", "kind", "key", "state") if name in self.document
        }
        return named | {"mentions": told}


class Place(Protocol):
    """One collection."""

    collection: str
    does: str
    """What an erasure does there, for people."""

    def search(self, database: Database, subject: Subject) -> AsyncIterator[Find]:
        """Find what is about the subject or names it. Raises DatabaseError."""
        ...

    async def erase(self, database: Database, subject: Subject, finds: Sequence[Find], at: datetime) -> int:
        """Take the subject out of what was found, by compare-and-set; return from how many documents. Raises DatabaseError."""
        ...
