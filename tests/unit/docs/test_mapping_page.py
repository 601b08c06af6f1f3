"""The page about the mapping is what the code does: whatever we can write stands there, with its source."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from docs.generator.mapping import mapping_page
from docs.generator.mapping.attention import FLAGS
from docs.generator.mapping.customers import RULES as CUSTOMER_RULES
from docs.generator.mapping.field_tables import FieldTable, Flow
from docs.generator.mapping.filled import filled
from docs.generator.mapping.inbound import RULES as INBOUND_RULES
from docs.generator.mapping.leaves import leaves, name_of
from docs.generator.mapping.outbound import RETURN_RULES
from docs.generator.mapping.outbound import RULES as OUTBOUND_RULES
from docs.generator.mapping.prepayments import RULES as PREPAYMENT_RULES
from docs.generator.mapping.receipts import RULES as RECEIPT_RULES
from docs.generator.mapping.tables import Rule
from docs.generator.mapping.tracing import Tracer
from pydantic import BaseModel

from flow_omnium.flow import models as flow
from flow_omnium.omnium import models as omnium
from flow_omnium.omnium.models import CustomerKind
from order_sync.customers.gathered import CustomerRules, CustomerSides, GoneSides, Memory
from order_sync.customers.plan import plan_customer, plan_gone
from order_sync.customers.sync import refusal, refusal_of_rest

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "mapping.md"
SAMPLES = ROOT / "tests" / "samples"

TABLES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("Header", flow.NewOrder),
    ("Lines", flow.NewItem),
    ("Shipping cost", flow.NewItem),
    ("From Omnium's record", flow.NewCustomer),
    ("New order", omnium.NewOrder),
    ("Lines of a new order", omnium.NewLine),
    ("Shipment of a new order", omnium.NewShipment),
    ("Payments", omnium.NewPayment),
    ("Return: Flow → Omnium", omnium.NewReturn),
    ("A person", omnium.CustomerWrite),
    ("A company", omnium.CustomerWrite),
    ("Invoice", omnium.NewInvoice),
    ("Lines of an invoice", omnium.NewLine),
    ("Payments of an invoice", omnium.NewPayment),
)
ONLY_EMPTIED = {"address.line2", "address.streetNumber"}
"""Parts of a customer's street that Flow has no field for."""
WRITTEN_BACK = {"address.locationName", "address.purposes[]"}
"""What an address in Omnium had, and keeps when it is changed."""
ELSEWHERE = {
    "New order": {"orderForm.lineItems[]", "orderForm.shipments[]", "orderForm.payments[]"},
    "Lines of a new order": {"externalIds[]", "properties[]"},
    "Shipment of a new order": {"lineItems[]"},
    "A person": {"name", "taxId", "address.name", *ONLY_EMPTIED},
    "A company": {"firstName", "lastName", "fullName", *ONLY_EMPTIED},
    "Invoice": {"lineItems[]", "payments[]"},
    "Lines of an invoice": {"externalIds[]", "properties[]"},
    "Payments": {"externalIds[]"},
    "Payments of an invoice": {"externalIds[]"},
}
"""What has a table of its own, or is never filled there."""
BESIDES = {
    "Header": {"storeUid", "handlingUid", "status"},
    "Shipment of a new order": {"lineItems"},
    "A person": {"externalId"},
    "A company": {"externalId"},
    "Invoice": {"asset.assetId", "asset.fileName"},
}
"""What another call of the same plan writes, and what stands for a table."""

BODIES: dict[tuple[str, str], tuple[str, str]] = {
    ("inbound-order", "CreateOrder"): ("order", ""),
    ("inbound-order", "ChangeHeader"): ("header", ""),
    ("inbound-order", "AddLine"): ("item", "items[]."),
    ("inbound-order", "ChangeLine"): ("change", "items[]."),
    ("inbound-order", "CreateCustomer"): ("customer", ""),
    ("outbound-order", "CreateOrder"): ("order", ""),
    ("outbound-order", "AddLine"): ("line", "orderLine."),
    ("outbound-order", "AddPayments"): ("payments", "orderForm.payments"),
    ("outbound-order", "UpdateLines"): ("update", ""),
    ("outbound-order", "SetPrices"): ("patches", "orderLinePatches"),
    ("outbound-order", "SetProperties"): ("patch", ""),
    ("outbound-order", "CreateReturn"): ("new", ""),
    ("outbound-customer", "CreateCustomer"): ("customer", ""),
    ("outbound-customer", "PatchCustomer"): ("patch", ""),
    ("order-receipt", "SendInvoice"): ("invoice", ""),
}
"""Where the body of a write stands, and how its fields are called on the page; other writes have no body."""
PARTS = {
    "inbound-order": ("Inbound order: Omnium → Flow",),
    "outbound-order": ("Outbound order: Flow → Omnium", "Return: Flow → Omnium"),
    "outbound-customer": ("Customer: Flow → Omnium",),
    "order-receipt": ("Receipt: Flow → Omnium, as an invoice with its PDF",),
}
RULES: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("inbound-order", INBOUND_RULES),
    ("inbound-order", PREPAYMENT_RULES),
    ("outbound-order", OUTBOUND_RULES),
    ("outbound-order", RETURN_RULES),
    ("outbound-customer", CUSTOMER_RULES),
    ("order-receipt", RECEIPT_RULES),
)


def text_of(title: str, page: str) -> str:
    """The part below a heading, up to the next one that is no deeper."""
    found = re.search(rf"^(#+) {re.escape(title)}$", page, re.MULTILINE)
    assert found, title
    rest = page[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def committed() -> str:
    """The page as it is committed; that this is what the code makes has a test of its own."""
    return PAGE.read_text(encoding="utf-8")


def rows(text: str) -> dict[str, list[str]]:
    """Field and further cells of the tables of fields."""
    tables = re.findall(r"^\| field .*\n(?:\|.*\n)+", text, re.MULTILINE)
    lines = [line.strip("| \n").split(" | ") for table in tables for line in table.splitlines()[2:]]
    return {cells[0].strip("`"): cells[1:] for cells in lines}


def own_rows(title: str) -> dict[str, list[str]]:
    return rows(re.split(r"^#", text_of(title, committed()), maxsplit=1, flags=re.MULTILINE)[0])


def fields_of(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        key, kind = field.alias or name, field.annotation
        if get_origin(kind) in (Union, UnionType):
            kind = next(part for part in get_args(kind) if part is not type(None))
        if get_origin(kind) is tuple:
            key, kind = f"{key}[]", get_args(kind)[0]
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (f"{key}.{inner}" for inner in fields_of(kind))
        else:
            yield key


def is_below(name: str, places: set[str]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


@pytest.mark.slow
def test_the_page_is_up_to_date() -> None:
    assert committed() == mapping_page(), "run `make docs`"


@pytest.mark.parametrize(("title", "model"), TABLES, ids=[title for title, _ in TABLES])
def test_every_field_of_what_we_send_stands_in_its_table_and_no_other(
    title: str, model: type[BaseModel]
) -> None:
    elsewhere = ELSEWHERE.get(title, set())
    expected = {name for name in fields_of(model) if not is_below(name, elsewhere)}

    assert own_rows(title).keys() - BESIDES.get(title, set()) == expected


@pytest.mark.parametrize("sample_flow", sorted(PARTS))
def test_every_field_that_a_sample_writes_stands_on_the_page(sample_flow: str) -> None:
    told = "".join(text_of(part, committed()) for part in PARTS[sample_flow])
    names = rows(told).keys() | WRITTEN_BACK
    missing = {
        (case, name) for case, name in written_fields(sample_flow) if last(name) not in map(last, names)
    }

    assert missing == set()


def last(name: str) -> str:
    return name.rpartition(".")[2].removesuffix("[]")


def written_fields(sample_flow: str) -> Iterator[tuple[str, str]]:
    for case in sorted((SAMPLES / sample_flow).iterdir()):
        for write in expected_of(case).get("writes", ()):
            ((name, content),) = write.items()
            key, prefix = BODIES.get((sample_flow, name), ("", ""))
            yield from (
                (case.name, prefix + name_of(path)) for path, value in leaves(content.get(key)) if value != ""
            )


def expected_of(case: Path) -> Mapping[str, Any]:
    name = "flow.json" if case.parent.name == "inbound-order" else "writes.json"
    expected: Mapping[str, Any] = json.loads((case / name).read_text(encoding="utf-8"))
    return expected


def test_every_field_has_a_source_or_a_constant() -> None:
    for field, cells in rows(committed()).items():
        assert cells[0].strip(), field


@pytest.mark.parametrize(
    ("sample_flow", "rule"), [(name, rule) for name, rules in RULES for rule in rules], ids=str
)
def test_every_rule_names_a_sample_that_is_there(sample_flow: str, rule: Rule) -> None:
    assert (SAMPLES / sample_flow / rule.sample).is_dir()


def test_every_flag_of_a_sample_stands_on_the_page_and_no_other() -> None:
    noted = [flag for name in PARTS for case in (SAMPLES / name).iterdir() for flag in flags_of(case)]
    noted += plan_customer(of_other_kind()).flags
    noted += [refusal("c-1", ("email",), is_new=is_new) for is_new in (True, False)]
    noted.append(refusal_of_rest("c-1"))
    for kinds in ((), (CustomerKind.PRIVATE,)):
        noted += plan_gone(GoneSides("c-1", kinds, is_deletion=True, memory=Memory(was_told=True))).flags
    patterns = [re.escape(flag.text).replace("…", ".+") for flag in FLAGS]

    assert [flag for flag in noted if not any(re.fullmatch(pattern, flag) for pattern in patterns)] == []
    assert [one for one in patterns if not any(re.fullmatch(one, flag) for flag in noted)] == []


def flags_of(case: Path) -> list[str]:
    flags: list[str] = expected_of(case).get("flags", [])
    return flags


def of_other_kind() -> CustomerSides:
    return CustomerSides(
        flow.Customer(customer_uid="c-1"), None, is_of_other_kind=True, rules=CustomerRules()
    )


def test_sources_fallbacks_and_constants_are_read_off_a_mapping() -> None:
    def mapper(document: Mapping[str, Any]) -> dict[str, Any]:
        chosen = document.get("one") if document.get("kind") == "A" else document.get("other")
        return {"chosen": chosen, "name": document.get("name") or document.get("nick"), "fixed": "F"}

    document = {"kind": "A", "one": 1, "other": 2, "name": "n", "nick": "k"}
    origins = Tracer(mapper, {"kind": ("B",)}).trace(document)

    assert origins["chosen"].sources == ["kind", "one"]
    assert (origins["name"].sources, origins["name"].fallbacks) == (["name"], [("nick",)])
    assert origins["fixed"].sources == []


def test_a_rule_of_a_field_that_is_not_mapped_is_refused() -> None:
    mapping = Flow(
        mapper=lambda document: {"new": document.get("old")},
        documents=({"old": "text"},),
        tables=(FieldTable(prefix="", notes={"gone": "a rule"}),),
    )

    with pytest.raises(ValueError, match="gone"):
        mapping.table("")


def test_a_document_with_every_field_cannot_name_one_that_is_not_there() -> None:
    assert filled(omnium.Property, key="own") == {
        "key": "own",
        "value": "Property.value",
        "keyGroup": "Property.keyGroup",
    }
    with pytest.raises(ValueError, match="colour"):
        filled(omnium.Property, colour="red")
