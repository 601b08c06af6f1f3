"""What Flow refuses of a record of the catalogue; pure."""

from collections import Counter
from collections.abc import Iterator, Mapping

from simulators.documents import Document
from simulators.flow.catalogue.gtins import gtins_of
from simulators.flow.catalogue.records import Catalogue
from simulators.flow.catalogue.resources import Resource
from simulators.refusal import Refusal
from simulators.write_model import checked

GROUPS = "product-groups"


def changes_in(resource: Resource, sent: Document) -> Document:
    """Check the fields of a change, and give only those. Raises Refusal 400."""
    for name in sent:
        if name in resource.fixed_fields:
            raise Refusal(400, f"{name}: cannot be changed")
    # A name is required of a new record; a change may leave it out, but not empty it.
    body = checked(resource.body, {"name": "as before", **sent}).model_dump(by_alias=True)
    return {name: body[name] for name in sent}


def refuse_unknown_references(catalogue: Catalogue, references: Mapping[str, str], record: Document) -> None:
    """Refuse a record that names what is not there. Raises Refusal 400."""
    for path, resource in references.items():
        for uid in _values_at(record, path.split(".")):
            refuse_unknown(catalogue, resource, path, uid)


def refuse_unknown(catalogue: Catalogue, resource: str, field: str, uid: str) -> None:
    """Refuse a uid that no record has. Raises Refusal 400."""
    if catalogue.get(resource, uid) is None:
        raise Refusal(400, f"{field}: '{uid}' is unknown")


def refuse_cycle(catalogue: Catalogue, uid: str, group: Document) -> None:
    """Refuse a group that would stand below itself. Raises Refusal 400."""
    passed, parent = {uid}, group.get("parentUid")
    while parent is not None:
        if parent in passed:
            raise Refusal(400, f"parentUid: '{group['parentUid']}' stands below '{uid}'")
        passed.add(parent)
        parent = (catalogue.get(GROUPS, parent) or {}).get("parentUid")


def refuse_taken_gtins(catalogue: Catalogue, uid: str, product: Document) -> None:
    """Refuse a gtin that another product has, or that is named twice. Raises Refusal 400."""
    for gtin, times in Counter(gtins_of(product)).items():
        if times > 1 or catalogue.owner_of_gtin(gtin) not in (None, uid):
            raise Refusal(400, f"gtins.gtin: '{gtin}' is taken")


def with_scope(catalogue: Catalogue, group: Document) -> Document:
    """Give a new group its parent's scope, unless it has its own."""
    parent = catalogue.get(GROUPS, group["parentUid"] or "") or {}
    return {**group, "scope": group["scope"] or parent.get("scope")}


def _values_at(record: Document, path: list[str]) -> Iterator[str]:
    """Find the texts at a path; nothing is there where a value is missing or null."""
    value = record.get(path[0])
    if len(path) > 1:
        for entry in value or []:
            yield from _values_at(entry, path[1:])
    elif value is not None:
        yield value
