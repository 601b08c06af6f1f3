"""What a full comparison does about records that Omnium has no more (catalog.md 2.4)."""

from dataclasses import replace

import pytest

from catalog_sync.rows.kinds import RowKind
from catalog_sync.withdrawal import MOST_ROWS, require_plausible, withdrawals
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.tasks.task import RunRefused
from rigs.catalogue.samples import AT


def written(number: int, kind: RowKind = RowKind.PRODUCT) -> list[ExportedRow]:
    return [ExportedRow(kind, f"p{one}", f"p{one}", AT, "digest", f"r{one}") for one in range(number)]


@pytest.mark.parametrize(
    ("kind", "fields"), [(RowKind.PRODUCT, {"allowPurchase": False}), (RowKind.STORE, {"isActive": False})]
)
def test_a_record_that_is_gone_goes_out_of_use(kind: RowKind, fields: dict[str, bool]) -> None:
    (row,) = withdrawals(kind, written(1, kind))
    assert (row.key, row.uid, row.record, row.is_withdrawal) == ("p0", "p0", "r0", True)
    assert dict(row.fields) == fields


@pytest.mark.parametrize(("gone", "known"), [(0, 0), (MOST_ROWS, MOST_ROWS), (200, 1000)])
def test_few_rows_or_a_small_share_go_out_of_use_at_once(gone: int, known: int) -> None:
    require_plausible(RowKind.PRODUCT, written(gone), known, is_confirmed=False)


def test_more_rows_and_a_greater_share_wait_for_a_person() -> None:
    with pytest.raises(RunRefused, match=r"201 of 1000 product rows .* --confirm"):
        require_plausible(RowKind.PRODUCT, written(201), 1000, is_confirmed=False)
    require_plausible(RowKind.PRODUCT, written(201), 1000, is_confirmed=True)


def test_what_went_out_of_use_before_does_not_count() -> None:
    gone = written(201)
    out = [
        replace(row, digest=withdrawn.digest)
        for row, withdrawn in zip(gone, withdrawals(RowKind.PRODUCT, gone), strict=True)
    ]
    require_plausible(RowKind.PRODUCT, out, 1000, is_confirmed=False)
    require_plausible(RowKind.PRODUCT, [*out[:180], *gone[180:]], 180, is_confirmed=False)
