"""A tenant of Flow: its settings as a test gives them, and what is stored for it."""

from dataclasses import dataclass, field
from typing import Final

from pydantic import Field

from simulators.documents import Document
from simulators.flow.values import Uid
from simulators.write_model import WriteModel

CURRENCIES: Final = {"NO": "NOK", "SE": "SEK", "DK": "DKK", "FI": "EUR"}


class TenantHandling(WriteModel):
    """A handling that orders of the tenant may get."""

    handling_uid: Uid
    name: str
    description: str | None = None
    active: bool = True


class TenantSettings(WriteModel):
    """What a test says about a tenant."""

    tenant_uid: Uid
    api_token: str = Field(min_length=1, repr=False)
    name: str | None = None
    country_code: str = "NO"
    timezone: str = "Europe/Oslo"
    language_code: str = "nb"
    stores: list[Uid] = Field(default_factory=list)
    handlings: list[TenantHandling] = Field(default_factory=list)


@dataclass
class Tenant:
    """Settings and data of one tenant."""

    settings: TenantSettings
    orders: dict[str, Document] = field(default_factory=dict)
    customers: dict[str, Document] = field(default_factory=dict)


def shown_tenant(settings: TenantSettings) -> Document:
    """Show a tenant as Flow does; without its token."""
    return {
        "tenantUid": settings.tenant_uid,
        "name": settings.name or settings.tenant_uid,
        "countryCode": settings.country_code,
        "vatNumber": None,
        "pricelistUid": None,
        "timezone": settings.timezone,
        "languageCode": settings.language_code,
        "currency": {"code": CURRENCIES.get(settings.country_code, "EUR"), "cashRounding": 100},
        "settings": {},
        "appSettings": {"showOutOfStockWarning": False},
        "extensions": [],
        "assets": {},
    }


def shown_handling(handling: TenantHandling) -> Document:
    """Show a handling of the tenant."""
    return {**handling.model_dump(by_alias=True), "triggers": []}
