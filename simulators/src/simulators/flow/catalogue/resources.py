"""What a resource of the catalogue is: its path, its body, its filters and its rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from simulators.documents import Document
from simulators.flow.catalogue.records import Catalogue
from simulators.flow.webhooks.actions import ActionName
from simulators.write_model import WriteModel

Call: TypeAlias = Literal["list", "read", "create", "change"]
# A record as it is to be, under its uid. Raises Refusal 400.
Rule: TypeAlias = Callable[[Catalogue, str, Document], None]
Completion: TypeAlias = Callable[[Catalogue, Document], Document]


@dataclass(frozen=True)
class Actions:
    """The webhooks of a new record, and of a changed one."""

    created: ActionName
    changed: ActionName


@dataclass(frozen=True)
class Resource:
    """One kind of record; `path` is its name in the routes, `kind` the one in filters and uids."""

    path: str
    kind: str
    calls: frozenset[Call]
    # What is not written over the API takes no field.
    body: type[WriteModel] = WriteModel
    # Filters in place of `…ExternalId` and `…Name`, each with the field that it looks at.
    filters: Mapping[str, str] = field(default_factory=dict)
    # Fields that name a record of another resource; a dot leads into the entries of a list.
    references: Mapping[str, str] = field(default_factory=dict)
    create_only: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()
    completion: Completion | None = None
    actions: Actions | None = None

    @property
    def uid_field(self) -> str:
        """The field that a record is known by."""
        return f"{self.kind}Uid"

    @property
    def every_filter(self) -> Mapping[str, str]:
        """The filters of the list, each with its field."""
        return self.filters or {f"{self.kind}ExternalId": "externalId", f"{self.kind}Name": "name"}

    @property
    def fixed_fields(self) -> frozenset[str]:
        """What a change must not say."""
        return self.create_only | {self.uid_field}
