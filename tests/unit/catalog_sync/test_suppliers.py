"""Who delivers a product, and what Flow is told of them (catalog.md 4.15)."""

from catalog_sync.products.suppliers import named_suppliers, supplier_references, supplier_rows, suppliers_of
from flow_omnium.omnium.models.catalogue import Supplier
from flow_omnium.rest.reading import read_as
from rigs.catalogue.samples import product, sample


def test_the_main_supplier_comes_first_and_those_without_an_id_are_none() -> None:
    assert named_suppliers(product()) == {"s-1": "Cups & Co", "s 2": "More Cups"}
    again = [{"supplierId": "s-1", "supplierName": "Another name"}]
    assert named_suppliers(product(additionalSuppliers=again)) == {"s-1": "Cups & Co"}
    assert named_suppliers(product(supplierId=None)) == {"s 2": "More Cups"}


def test_a_product_names_its_suppliers_by_their_uids() -> None:
    references = supplier_references(product())
    assert [(one.supplier_uid, one.name) for one in references] == [
        ("s-1", "Cups & Co"),
        ("s_2", "More Cups"),
    ]


def test_the_suppliers_of_products_are_those_of_their_variants_too_by_the_first_name_told() -> None:
    nameless = product(supplierName=None, additionalSuppliers=[])
    assert suppliers_of([nameless, product("tee")]) == {"s-1": "Cups & Co", "s-9": None}


def test_a_supplier_that_omnium_knows_is_told_whole() -> None:
    read = {"s-1": read_as(Supplier, sample("supplier"))}
    (row,) = supplier_rows({"s-1": "Cups & Co"}, read)
    assert (row.key, row.uid, row.record) == ("s-1", "s-1", "s-1")
    assert row.fields == {
        "name": "Cups AS",
        "externalId": "s-1",
        "vatNumber": "999888777",
        "address": "Gata 1",
        "postalCode": "0155",
        "city": "Oslo",
        "countryCode": "NO",
        "email": "post@cups.example",
        "phone": "+4722222222",
        "active": True,
        "currency": "EUR",
    }


def test_of_a_supplier_that_omnium_does_not_know_there_is_its_name_else_its_id() -> None:
    rows = supplier_rows({"s-1": "Cups & Co", "s 2": None}, {"s-1": None})
    assert [(row.uid, row.fields["name"]) for row in rows] == [("s-1", "Cups & Co"), ("s_2", "s 2")]


def test_a_supplier_without_an_address_has_none_in_flow() -> None:
    read = {"s-1": read_as(Supplier, {**sample("supplier"), "address": None})}
    (row,) = supplier_rows({"s-1": None}, read)
    assert (row.fields["address"], row.fields["city"]) == (None, None)
