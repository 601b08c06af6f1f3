"""Small types that orders and their parts share."""

from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field

from simulators.write_model import AnyCaseModel, IsoTime, Number

ZERO = Decimal(0)

UNSAFE_IN_IDS: Final = ("+", "%", "/")


def _safe_in_paths(text: str) -> str:
    if any(mark in text for mark in UNSAFE_IN_IDS):
        message = "must not contain '+', '%' or '/'"
        raise ValueError(message)
    return text


# An id that the caller chooses, and that later stands in a path.
PathId = Annotated[str, Field(min_length=1), AfterValidator(_safe_in_paths)]


class PropertyItem(AnyCaseModel):
    """Custom data; values are always texts."""

    key: str
    value: str | None = None
    key_group: str | None = None
    value_type: str | None = None


class ExternalId(AnyCaseModel):
    """An id that another system gave."""

    provider_name: str
    id: str


class Comment(AnyCaseModel):
    """A note on an order."""

    id: str | None = None
    title: str | None = None
    detail: str | None = None
    creator: str | None = None
    user_id: str | None = None
    created: IsoTime | None = None
    type: str | None = None
    tags: list[str] = Field(default_factory=list)
    line_item_id: str | None = None


class Asset(AnyCaseModel):
    """A document of an order or an invoice; its url, type and length are worked out by Omnium."""

    asset_id: str | None = None
    asset_type: str | None = None
    name: str | None = None
    file_name: str | None = None
    url: str | None = None
    external_url: str | None = None
    content_type: str | None = None
    length: int | None = None
    purpose: str | None = None
    description: str | None = None
    created: IsoTime | None = None
    modified: IsoTime | None = None
    is_main_image: bool = False
    sort_order: int = 0
    force_upload: bool = False
    properties: list[PropertyItem] = Field(default_factory=list)


class EntityError(AnyCaseModel):
    """A fault that Omnium or an integration noted on an order."""

    key: str | None = None
    message: str | None = None
    details: str | None = None
    reference_id: str | None = None
    severity: str | None = None
    status: str | None = None
    occurred: IsoTime | None = None
    comment: str | None = None


class OrderAddress(AnyCaseModel):
    """A billing or shipping address."""

    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    organization: str | None = None
    organizational_number: str | None = None
    line1: str | None = None
    line2: str | None = None
    street_number: str | None = None
    apartment_number: str | None = None
    postal_code: str | None = None
    city: str | None = None
    region_code: str | None = None
    region_name: str | None = None
    state: str | None = None
    country_code: str | None = None
    country_name: str | None = None
    phone: str | None = None
    daytime_phone_number: str | None = None
    evening_phone_number: str | None = None
    email: str | None = None
    external_id: str | None = None


class Discount(AnyCaseModel):
    """A discount on an order or a shipment; `discountAmount` is what it came to."""

    discount_type: str | None = None
    reward_type: str | None = None
    discount_value: Number = ZERO
    discount_amount: Number = ZERO
    discount_name: str | None = None
    discount_code: str | None = None
    discount_id: str | None = None
    discount_source: str | None = None
    sku_ids: list[str] = Field(default_factory=list)
    priority: int = 0
    can_be_combined_with_other_promotions: bool = False
    always_apply: bool = False
    max_discount_amount: Number | None = None
    promotion_fixed_price_reward: dict[str, Any] | None = None
    promotion_multi_buy_reward: dict[str, Any] | None = None
