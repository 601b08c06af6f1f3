"""In which order the rows of a product are written: what it hangs on first, what hangs on it last (catalog.md 2.7)."""

from catalog_sync.products.mapping import map_products
from catalog_sync.products.suppliers import supplier_rows
from catalog_sync.rows.kinds import RowKind
from flow_omnium.rest.batches import Batch
from rigs.catalogue.samples import basis, mapped, of_kind, product


def test_brands_and_suppliers_come_before_the_product_and_its_parts_after_it() -> None:
    on = basis({"CreatePackageSlots": True})
    suppliers = supplier_rows({"s-1": "Cups & Co"}, {})
    whole = map_products(Batch([product(), product("tee"), product("package")]), on, suppliers)
    assert [{row.kind for row in layer} for layer in whole.layers] == [
        {RowKind.BRAND, RowKind.SUPPLIER},
        {RowKind.PRODUCT},
        {RowKind.SIBLINGS, RowKind.MEDIA},
        {RowKind.SLOT},
        {RowKind.COMPONENT},
    ]


def test_there_is_no_layer_of_nothing() -> None:
    assert mapped().layers == ()
    assert len(mapped(product(brand=None, assets=[])).layers) == 1


def test_names_that_differ_in_case_are_one_brand_which_the_first_one_names() -> None:
    whole = mapped(product(), product(skuId="other", brand="NIKE AIR"), product(skuId="third", brand=None))
    (brand,) = of_kind(whole, RowKind.BRAND)
    assert (brand.uid, brand.fields) == ("nike_air", {"name": "Nike Air", "externalId": "Nike Air"})


def test_variants_are_siblings_of_each_other() -> None:
    rows = of_kind(mapped(product("tee")), RowKind.SIBLINGS)
    assert [(row.uid, row.fields) for row in rows] == [
        ("tee-s", {"productUids": ["tee-m"]}),
        ("tee-m", {"productUids": ["tee-s"]}),
    ]


def test_a_variant_that_is_set_aside_is_nobodys_sibling() -> None:
    variants = [{"skuId": "tee-s", "name": "Tee S"}, {"skuId": "tee-m"}]
    whole = mapped(product("tee", name=None, variants=variants))
    assert [row.uid for row in of_kind(whole, RowKind.PRODUCT)] == ["tee-s"]
    assert of_kind(whole, RowKind.SIBLINGS) == []


def test_variants_are_products_of_their_own_that_name_their_record() -> None:
    rows = of_kind(mapped(product("tee")), RowKind.PRODUCT)
    assert [(row.key, row.record, row.fields["externalId"]) for row in rows] == [
        ("tee-s", "tee", "tee-s"),
        ("tee-m", "tee", "tee-m"),
    ]
    assert [row.fields["recommendedRetailPrice"] for row in rows] == [10000, 12000]
    assert [row.fields["gtins"] for row in rows] == [({"gtin": "7038010000003", "primary": True},), ()]
