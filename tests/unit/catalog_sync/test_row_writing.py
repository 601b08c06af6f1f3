"""How one write is carried out: it can be repeated, and meets what a run that died has left behind."""

from dataclasses import replace

import pytest

from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.plan import Action, RowWrite
from catalog_sync.rows.row import Row, RowFault
from catalog_sync.rows.writing import RowWriting
from flow_omnium.flow.resources import Record
from flow_omnium.outcomes import AccessDenied, Failed, InvalidData, NotAccepted, Rejected, Unavailable
from rigs.catalogue.memory_flow import CALL, MemoryFlow

MUG = Row(RowKind.PRODUCT, "mug", "mug", "m-1", {"name": "Mug"})
BRAND = Row(RowKind.BRAND, "nike", "nike", "nike", {"name": "Nike"})
SLOT = Row(RowKind.SLOT, "set-cup", "set-cup", "set", {"name": "Cup"}, within={"productUid": "set"})


class Hiding(MemoryFlow):
    """Shows nothing of what is there."""

    async def read(self, row: Row) -> Record | None:
        del row
        return None


@pytest.fixture
def flow() -> MemoryFlow:
    return MemoryFlow()


async def refusal(flow: MemoryFlow, row: Row, action: Action) -> RowFault | None:
    result = await RowWriting(flow).result(RowWrite(row, action))
    return result if isinstance(result, RowFault) else None


async def test_a_record_that_is_not_there_is_made(flow: MemoryFlow) -> None:
    assert await refusal(flow, MUG, Action.CREATE) is None
    assert flow.calls == ["create mug"]


async def test_a_record_that_is_there_just_so_is_left_alone(flow: MemoryFlow) -> None:
    flow.holds(MUG, internalInfo="theirs")
    assert await refusal(flow, MUG, Action.CREATE) is None
    assert flow.calls == ["create mug"]


async def test_a_record_that_is_there_otherwise_is_changed(flow: MemoryFlow) -> None:
    flow.holds(MUG, name="Cup")
    assert await refusal(flow, MUG, Action.CREATE) is None
    assert flow.records["product mug"]["name"] == "Mug"


async def test_what_is_made_once_is_not_even_read_where_it_is_there(flow: MemoryFlow) -> None:
    flow.holds(BRAND, name="NIKE")
    assert await refusal(flow, BRAND, Action.CREATE) is None
    assert (flow.reads, flow.records["brand nike"]["name"]) == ([], "NIKE")


async def test_what_is_there_otherwise_and_cannot_be_changed_is_told(flow: MemoryFlow) -> None:
    flow.holds(SLOT, name="Mug")
    fault = await refusal(flow, SLOT, Action.CREATE)
    assert fault is not None
    assert "by hand: name: Mug → Cup" in str(fault)
    flow.holds(SLOT)
    assert await refusal(flow, SLOT, Action.CREATE) is None


async def test_a_uid_that_is_taken_by_what_cannot_be_read_is_a_refusal() -> None:
    hiding = Hiding()
    hiding.holds(MUG)
    fault = await refusal(hiding, MUG, Action.CREATE)
    assert fault is not None
    assert "409" in str(fault)


async def test_a_record_that_is_gone_is_made_anew(flow: MemoryFlow) -> None:
    assert await refusal(flow, MUG, Action.CHANGE) is None
    assert flow.calls == ["change mug", "create mug"]


async def test_a_record_that_is_gone_need_not_go_out_of_use(flow: MemoryFlow) -> None:
    out = replace(MUG, fields={"allowPurchase": False}, is_withdrawal=True)
    assert await refusal(flow, out, Action.CHANGE) is None
    assert flow.records == {}


@pytest.mark.parametrize(
    "failure", [Rejected(CALL, "no such group", http_status=400), InvalidData("name", 1, "x")]
)
async def test_what_is_wrong_with_one_row_sets_it_aside(flow: MemoryFlow, failure: Failed) -> None:
    flow.fails["mug"] = [failure]
    fault = await refusal(flow, MUG, Action.CREATE)
    assert fault == RowFault(RowKind.PRODUCT, "mug", "mug", "m-1", failure)


@pytest.mark.parametrize(
    "failure", [Unavailable(CALL, "down"), AccessDenied(CALL, "no"), NotAccepted(CALL, "no")]
)
async def test_what_would_meet_the_next_row_too_is_raised(flow: MemoryFlow, failure: Failed) -> None:
    flow.fails["mug"] = [failure]
    with pytest.raises(type(failure)):
        await refusal(flow, MUG, Action.CREATE)


async def test_a_write_is_compared_with_what_stands_in_flow(flow: MemoryFlow) -> None:
    writing = RowWriting(flow)
    missing = await writing.compared(RowWrite(MUG, Action.CHANGE))
    assert missing is not None
    assert missing.action is Action.CREATE
    flow.holds(MUG, name="Cup")
    compared = await writing.compared(RowWrite(MUG, Action.CREATE))
    assert compared is not None
    assert str(compared.describe()) == "change product mug (name: Cup → Mug)"
    flow.holds(MUG)
    assert await writing.compared(RowWrite(MUG, Action.CREATE)) is None
    assert (
        await writing.compared(RowWrite(replace(MUG, is_withdrawal=True, uid="gone"), Action.CHANGE)) is None
    )
