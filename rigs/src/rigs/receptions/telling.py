"""How a plan stands in the `writes.json` of a sample."""

from typing import Any

from pydantic import TypeAdapter

from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.rest.exact_json import decode, encode


def told(planned: Plan) -> dict[str, Any]:
    """Tell a plan as a document; without writes, why there are none."""
    document: dict[str, Any] = {"writes": [_shown(write) for write in planned.writes]}
    if not planned.writes:
        document = {"reason": planned.reason}
    if planned.flags:
        document["flags"] = list(planned.flags)
    if planned.failure:
        document["failure"] = str(planned.failure)
    return document


def _shown(write: Write) -> dict[str, Any]:
    dumped = TypeAdapter[Any](type(write)).dump_python(write, by_alias=True, exclude_none=True)
    dumped["fields"] = [str(change) for change in write.describe().fields]
    written: dict[str, Any] = decode(encode({type(write).__name__: dumped}))
    return written
