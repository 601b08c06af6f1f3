"""The images of a product: which of its files are images, in which order, and which is its cover (catalog.md 4.9)."""

from collections.abc import Sequence
from typing import Final

from catalog_sync.products.sellable import Sellable
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row, fields_of
from catalog_sync.uids import main_image_uid, record_uid
from flow_omnium.flow.models.catalogue import NewMedia
from flow_omnium.omnium.models.catalogue import Asset

_EXTENSIONS: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".svg", ".avif")


def image_rows(sold: Sellable) -> tuple[Row, ...]:
    """Map the images; one that names no id is known by its place alone."""
    images = [asset for asset in sold.details.assets if _address(asset) and _is_image(asset)]
    if not images:
        return tuple(_main_image(sold))
    in_order = sorted(enumerate(images), key=lambda each: _position(*each))
    cover = next((asset for _, asset in in_order if asset.is_main_image), in_order[0][1])
    return tuple(_image(sold, place, asset, is_cover=asset is cover) for place, asset in in_order)


def _image(sold: Sellable, place: int, asset: Asset, *, is_cover: bool) -> Row:
    uid = record_uid(asset.asset_id) if asset.asset_id else f"{sold.uid}-{place}"
    media = NewMedia(
        product_media_uid=uid,
        main_url=_address(asset) or "",
        position=_position(place, asset),
        set_as_cover_image=is_cover,
    )
    return _row(sold, media)


def _main_image(sold: Sellable) -> Sequence[Row]:
    address = sold.details.main_image_url
    if not address:
        return ()
    media = NewMedia(
        product_media_uid=main_image_uid(sold.uid), main_url=address, position=0, set_as_cover_image=True
    )
    return (_row(sold, media),)


def _row(sold: Sellable, media: NewMedia) -> Row:
    uid = media.product_media_uid
    fields = fields_of(media, "product_media_uid", "thumbnail_url")
    return Row(
        RowKind.MEDIA,
        f"{sold.uid}/{uid}",
        uid,
        sold.product.product_id,
        fields,
        within={"productUid": sold.uid},
    )


def _position(place: int, asset: Asset) -> int:
    return place if asset.sort_order is None else asset.sort_order


def _address(asset: Asset) -> str | None:
    return asset.url or asset.external_url


def _is_image(asset: Asset) -> bool:
    if asset.content_type:
        return asset.content_type.lower().startswith("image/")
    name = (asset.file_name or _address(asset) or "").split("?")[0].lower()
    return name.endswith(_EXTENSIONS)
