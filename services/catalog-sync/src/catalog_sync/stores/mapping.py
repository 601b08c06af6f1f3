"""Maps all stores at once: organizations, price lists, stores, warehouses, and who may use which (catalog.md 4.1 to 4.4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from catalog_sync.basis import Basis
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Mapped, Row, RowFault, fields_of
from catalog_sync.stores.fields import organization_fields, organization_uid, store_fields
from catalog_sync.uids import record_uid, store_price_list_uid
from flow_omnium.flow.models.catalogue import NamedFields, OnCreation
from flow_omnium.omnium.models.catalogue import Store
from flow_omnium.outcomes import InvalidData

ROLES: Final = ("VIEW", "RESERVE", "DELIVER", "RETURN")
"""What a store may do with goods of a warehouse that another store's are too."""


@dataclass(frozen=True)
class _Stores:
    """The primary stores of the shop, and every store or warehouse of Omnium by its id."""

    basis: Basis
    primary: Sequence[Store]
    by_id: Mapping[str, Store]
    _keepers: dict[str, Store] = field(default_factory=dict)

    def codes(self, store: Store) -> Sequence[str]:
        """List the warehouses that a store takes goods from: itself first, then by their priority."""
        listed = sorted(
            (one for one in store.available_warehouses if one.warehouse_code),
            key=lambda one: (one.priority is None, one.priority or 0),
        )
        own = [store.id] if store.is_warehouse else []
        codes = dict.fromkeys([*own, *(one.warehouse_code or "" for one in listed)])
        return [code for code in codes if not self._is_virtual(code)]

    def keeper(self, code: str) -> Store:
        """Return the store below which a warehouse stands: the one that it is, else the first that uses it."""
        if not self._keepers:
            for store in self.primary:
                for each in self.codes(store):
                    self._keepers.setdefault(each, store)
            self._keepers.update({store.id: store for store in self.primary if store.is_warehouse})
        return self._keepers[code]

    def _is_virtual(self, code: str) -> bool:
        return code in self.by_id and self.by_id[code].is_virtual


def map_stores(stores: Sequence[Store], basis: Basis) -> Mapped:
    """Map the primary stores of the shop's markets. A store without a name is set aside, and hinders no other."""
    primary = primary_stores(stores, basis)
    named = [one for one in primary if one.name]
    nameless = tuple(_nameless(one) for one in primary if not one.name)
    found = _Stores(basis, named, {one.id: one for one in stores})
    layers = (
        tuple(_organizations(found)),
        tuple(_price_lists(found)),
        tuple(_new_stores(found)),
        tuple(_warehouses(found)),
        tuple(_access(found)),
        tuple(_store(one, found) for one in named),
    )
    return Mapped(tuple(layer for layer in layers if layer), nameless)


def primary_stores(stores: Sequence[Store], basis: Basis) -> Sequence[Store]:
    """Return the stores of the shop's markets that are no mere warehouses, by their ids."""
    sold = [one for one in stores if basis.scope.sells(one.available_on_markets)]
    return sorted((one for one in sold if one.is_primary_store), key=lambda one: one.id)


def _organizations(found: _Stores) -> Iterator[Row]:
    first: dict[str, Store] = {}
    for store in found.primary:
        if store.organizational_number:
            first.setdefault(store.organizational_number, store)
    for number, store in first.items():
        fields = fields_of(organization_fields(store, number))
        yield Row(RowKind.ORGANIZATION, number, record_uid(number), store.id, fields)


def _price_lists(found: _Stores) -> Iterator[Row]:
    if not found.basis.connector.store_price_lists_in_flow:
        return
    for store in found.primary:
        uid = store_price_list_uid(record_uid(store.id))
        fields = fields_of(NamedFields(name=store.name or "", external_id=store.id))
        yield Row(RowKind.PRICE_LIST, store.id, uid, store.id, fields)


def _new_stores(found: _Stores) -> Iterator[Row]:
    """A store names its warehouses, which stand below it: so it is made without them, and told of them later."""
    for store in found.primary:
        connector = found.basis.connector
        organization = organization_uid(store, connector.organization_uid)
        once = OnCreation(
            sales_price_uid=connector.main_prices_list_uid,
            purchase_number_series_uid=connector.purchase_number_series_uid,
            voucher_number_series_uid=connector.voucher_number_series_uid,
        )
        yield Row(
            RowKind.STORE,
            store.id,
            record_uid(store.id),
            store.id,
            fields_of(store_fields(store, organization, None, None)),
            once=fields_of(once),
            is_only_made=True,
        )


def _warehouses(found: _Stores) -> Iterator[Row]:
    for code in dict.fromkeys(code for store in found.primary for code in found.codes(store)):
        itself = found.by_id.get(code)
        fields = NamedFields(name=(itself.name if itself else None) or code, external_id=code)
        keeper = found.keeper(code)
        within = {"storeUid": record_uid(keeper.id)}
        yield Row(RowKind.WAREHOUSE, code, record_uid(code), code, fields_of(fields), within=within)


def _access(found: _Stores) -> Iterator[Row]:
    for store in found.primary:
        for code in found.codes(store):
            if found.keeper(code).id == store.id:
                continue
            for role in ROLES:
                within = {"storeUid": record_uid(store.id)}
                key = f"{code}@{store.id}:{role}"
                yield Row(RowKind.ACCESS, key, record_uid(code), store.id, {"role": role}, within=within)


def _store(store: Store, found: _Stores) -> Row:
    organization = organization_uid(store, found.basis.connector.organization_uid)
    first = next(map(record_uid, found.codes(store)), None)
    fields = fields_of(store_fields(store, organization, first, first))
    return Row(RowKind.STORE, store.id, record_uid(store.id), store.id, fields)


def _nameless(store: Store) -> RowFault:
    reason = InvalidData("name", store.name, "given")
    return RowFault(RowKind.STORE, store.id, record_uid(store.id), store.id, reason)
