"""Which files of a product are its images, in which order (catalog.md 4.9)."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from catalog_sync.products.images import image_rows
from catalog_sync.products.sellable import sellables
from catalog_sync.rows.row import Row
from rigs.catalogue.samples import product


def images_of(*assets: Mapping[str, Any], **changes: Any) -> Sequence[Row]:
    (sold,) = sellables(product(assets=assets, **changes))
    return image_rows(sold)


def an_image(asset_id: str | None, **fields: Any) -> Mapping[str, Any]:
    return {"assetId": asset_id, "url": f"https://img.example/{asset_id}.jpg", **fields}


def test_an_image_is_known_by_its_id_below_its_product() -> None:
    (row,) = images_of(an_image("front/1", sortOrder=3))
    assert (row.key, row.uid, row.within) == ("AB_12_3/front_1", "front_1", {"productUid": "AB_12_3"})
    assert row.fields == {
        "mainUrl": "https://img.example/front/1.jpg",
        "position": 3,
        "setAsCoverImage": True,
    }


def test_images_stand_in_their_order_and_those_without_one_where_they_are_listed() -> None:
    rows = images_of(an_image("c", sortOrder=2), an_image("b"), an_image("a", sortOrder=0))
    assert [(row.uid, row.fields["position"]) for row in rows] == [("a", 0), ("b", 1), ("c", 2)]


@pytest.mark.parametrize(("marked", "cover"), [((), "a"), (("b",), "b"), (("c", "b"), "b")])
def test_one_image_is_the_cover_the_marked_one_or_the_first(marked: Sequence[str], cover: str) -> None:
    rows = images_of(*(an_image(name, isMainImage=name in marked) for name in ("a", "b", "c")))
    assert [row.uid for row in rows if row.fields["setAsCoverImage"]] == [cover]


def test_an_image_without_an_id_is_known_by_its_place() -> None:
    assert [row.uid for row in images_of(an_image("a"), an_image(None))] == ["a", "AB_12_3-1"]


@pytest.mark.parametrize(
    ("asset", "is_image"),
    [
        ({"url": "https://img.example/a.JPG?w=100"}, True),
        ({"url": "https://img.example/a", "contentType": "Image/WebP"}, True),
        ({"url": "https://img.example/a.jpg", "contentType": "application/pdf"}, False),
        ({"url": "https://img.example/a.pdf"}, False),
        ({"url": "https://img.example/a", "fileName": "a.png"}, True),
        ({"externalUrl": "https://img.example/a.png"}, True),
        ({"fileName": "a.png"}, False),
    ],
)
def test_only_files_that_are_images_and_have_an_address_go_to_the_shop(
    asset: Mapping[str, Any], is_image: bool
) -> None:
    assert bool(images_of({"assetId": "a", **asset})) is is_image


def test_without_images_there_is_the_one_of_the_products_address() -> None:
    (row,) = images_of(
        {"assetId": "manual", "url": "https://img.example/m.pdf"}, mainImageUrl="https://img.example/x"
    )
    assert (row.uid, row.fields["mainUrl"], row.fields["setAsCoverImage"]) == (
        "AB_12_3-main",
        "https://img.example/x",
        True,
    )
    assert images_of() == ()
