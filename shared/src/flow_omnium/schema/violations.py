"""Which entries keep a unique index from being built: they are named, since an operator has to decide about them."""

from typing import Any, Final

from flow_omnium.runtime.database import Collection, Document

_GROUPS_SHOWN: Final = 3
_ENTRIES_SHOWN: Final = 5


async def violations(collection: Collection, index: Document) -> str:
    """Name the first entries that share what the index wants to be unique, by their ids. Raises DatabaseError."""
    fields = list(index["key"])
    group = {
        "_id": {field.replace(".", "_"): f"${field}" for field in fields},
        "ids": {"$push": "$_id"},
        "count": {"$sum": 1},
    }
    pipeline = [
        {"$match": index.get("partialFilterExpression", {})},
        {"$group": group},
        {"$match": {"count": {"$gt": 1}}},
        {"$limit": _GROUPS_SHOWN + 1},
    ]
    found = [row async for row in collection.aggregate(pipeline, allowDiskUse=True)]
    shown = "; ".join(_named(row) for row in found[:_GROUPS_SHOWN])
    return f"{shown}; and more" if len(found) > _GROUPS_SHOWN else shown


def _named(row: Document) -> str:
    shared = ", ".join(f"{field} {_short(value)}" for field, value in row["_id"].items())
    ids = [_short(job_id) for job_id in row["ids"][:_ENTRIES_SHOWN]]
    rest = "" if row["count"] <= _ENTRIES_SHOWN else f" and {row['count'] - _ENTRIES_SHOWN} more"
    return f"{' and '.join(ids)}{rest} ({shared})"


def _short(value: Any) -> str:
    return str(value)[:80]
