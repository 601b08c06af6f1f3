"""A document that the database cannot hold is told from a database that does not answer."""

from typing import Any

import pytest

from flow_omnium.jobs.ledger.contract import UnstorableError
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.runtime.database import Collection, Database, InsertOne


def nested(levels: int) -> Any:
    return {} if levels == 0 else {"a": nested(levels - 1)}


@pytest.mark.parametrize(
    "document", [{"a": 2**63}, {"a\0": 1}, {"a": "\ud800"}, {"a": "x" * 17_000_000}, nested(250)]
)
@pytest.mark.parametrize("in_bulk", [True, False])
async def test_it_is_named_as_that(database: Database, document: dict[str, Any], in_bulk: bool) -> None:
    with pytest.raises(UnstorableError):
        await stored(database["any"], document, in_bulk=in_bulk)


async def stored(collection: Collection, document: dict[str, Any], *, in_bulk: bool) -> None:
    with translated():
        if in_bulk:
            await collection.bulk_write([InsertOne(document)])
        else:
            await collection.insert_one(document)
