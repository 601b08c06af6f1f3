"""Patching lines of an order: no workflow, counters as the answer; what is calculated is worked out anew."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document, clone
from simulators.list_merging import merged
from simulators.omnium.models.changes import LinePatchList
from simulators.omnium.orders.commit import caller_of, commit, editable_order
from simulators.omnium.orders.lines import refuse_if_canceled, refuse_impossible
from simulators.omnium.orders.totals import number, rows
from simulators.omnium.patch_counters import counters
from simulators.omnium.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import written


async def patch_lines(request: web.Request) -> web.Response:
    """Change the sent fields of each line; a line that is not there is counted, and no failure by itself."""
    state = request.app[STATE]
    patches = (await written(request, LinePatchList)).root
    order = editable_order(request)
    refuse_if_canceled(order, state.config)
    lines = {line.get("lineItemId"): line for line in rows(order["orderForm"], "lineItems")}
    found = [patch for patch in patches if patch.line_item_id in lines]
    before = clone(order)
    for patch in found:
        apply_patch(lines[patch.line_item_id], patch.model_dump(by_alias=True, exclude_none=True))
    updated = len(found) if order != before else 0
    if updated:
        commit(state, "linesPatched", order, caller_of(request), str(order.get("status")))
    return json_answer(
        counters(updated=updated, unchanged=len(found) - updated, not_found=len(patches) - len(found))
    )


def apply_patch(line: Document, patch: Document) -> None:
    """Change a line in place. Raises Refusal 400 for figures that cannot be."""
    keeps = patch.pop("keepExistingCustomProperties", True)
    if "properties" in patch:
        kept = rows(line, "properties") if keeps else []
        patch["properties"] = merged(kept, patch["properties"], "key")
    line.update(patch)
    if number(line.get("placedPrice")) < 0 or number(line.get("discounted")) < 0:
        raise Refusal(
            400, f"placedPrice: line '{line['lineItemId']}' cannot cost or take off less than nothing"
        )
    refuse_impossible(line)
