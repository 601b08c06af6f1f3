"""Organizations, product groups, suppliers, and what has a name only: warehouses, price lists, brands."""

from flow_omnium.rest.models import Detail, ReadModel, WriteModel


class VatCode(ReadModel):
    """A VAT code; `rate` is × 100 (2500: 25 %)."""

    vat_code_uid: str
    name: Detail = None
    rate: int
    country_code: Detail = None


class BankInfo(WriteModel):
    """Where an organization's money goes."""

    bank_name: str | None = None
    iban: str | None = None
    swift: str | None = None


class OrganizationFields(WriteModel):
    """An organization; it is made once, and never changed (catalog.md 4.1)."""

    name: str
    external_id: str
    vat_number: str
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: str | None = None
    email: str | None = None
    phone: str | None = None
    is_active: bool = True
    bank_info: BankInfo | None = None


class NamedFields(WriteModel):
    """A warehouse, a price list or a brand; `external_id` is its id in Omnium as it is written there."""

    name: str
    external_id: str


class GroupFields(WriteModel):
    """A product group; without `parent_uid` it stands at the top, and `scope` says what its products are for."""

    name: str
    external_id: str
    parent_uid: str | None = None
    scope: str | None = None


class SupplierFields(WriteModel):
    """A supplier; it is made once, and never changed (catalog.md 4.15)."""

    name: str
    external_id: str
    vat_number: str | None = None
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: str | None = None
    email: str | None = None
    phone: str | None = None
    active: bool = True
    currency: str | None = None
