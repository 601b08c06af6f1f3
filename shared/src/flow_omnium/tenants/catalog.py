"""The section `catalog` of a tenant file: what is brought from Omnium to Flow, of which markets, and when (design section 9)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from flow_omnium.runtime.schedule import Schedule
from flow_omnium.tasks.kind import CATALOGUE, TaskName
from flow_omnium.tenants.keys import Keys, Read, Text

PriceSource: TypeAlias = Literal["index", "product"]
"""Where Omnium keeps the tenant's selling prices."""

DEFAULT_ZONE: Final = "Europe/Oslo"

DEFAULT_SCHEDULES: Final[Mapping[TaskName, str]] = MappingProxyType(
    {
        TaskName.STORE: "10 * * * *",
        TaskName.CATEGORY: "0 2 * * *",
        TaskName.PRODUCT: "*/30 * * * *",
        TaskName.PURCHASE_ORDER: "15,45 * * * *",
        TaskName.DELIVERY: "15,45 * * * *",
    }
)
"""When a task runs that no schedule names: what an event did not tell is found within these times."""

_EXPORTS: Final = "every export"
_TASKS: Final = "the scheduler"
_A_MOMENT: Final = datetime(2026, 1, 1, tzinfo=UTC)


def _in_camel_case(document: Any) -> Any:
    """Omnium's pages write the keys of a task in both cases: `schedule` and `Schedule`."""
    if not isinstance(document, Mapping):
        return document
    return {
        key[:1].lower() + key[1:] if isinstance(key, str) else key: value for key, value in document.items()
    }


def _cron(text: str) -> str:
    try:
        Schedule(text, "UTC").next_after(_A_MOMENT)
    except ValueError as error:
        raise PydanticCustomError("schedule", "{why}", {"why": str(error)}) from None
    return text


def _zone(name: str) -> str:
    try:
        Schedule("0 0 * * *", name)
    except ValueError as error:
        raise PydanticCustomError("zone", "{why}", {"why": str(error)}) from None
    return name


Cron = Annotated[Text, AfterValidator(_cron)]
"""Five fields of cron: minute, hour, day of the month, month, day of the week."""

Zone = Annotated[Text, AfterValidator(_zone)]
"""An IANA time zone, such as `Europe/Oslo`."""


class _Section(Keys):
    model_config = ConfigDict(alias_generator=to_camel)


class TaskProperty(_Section):
    """A key of a task with its value, as Omnium writes them."""

    key: Text
    value: str = ""

    @model_validator(mode="before")
    @classmethod
    def _either_case(cls, document: Any) -> Any:
        return _in_camel_case(document)


def _of_catalogue(name: TaskName) -> TaskName:
    if name not in CATALOGUE:
        raise PydanticCustomError("poll", "{name} is scheduled by the section polling", {"name": name.value})
    return name


class ScheduledTask(_Section):
    """One scheduled task in the shape that Omnium publishes, in camelCase or PascalCase."""

    implementation_type: Annotated[
        TaskName, AfterValidator(_of_catalogue), Field(description="which task"), Read(_TASKS)
    ]
    schedule: Annotated[
        Cron,
        Field(description="when it runs: cron of five fields, in the time zone of `timeZone`"),
        Read(_TASKS),
    ]
    is_disabled: Annotated[
        bool, Field(description="pauses it; what has changed meanwhile is caught up with"), Read(_TASKS)
    ] = False
    properties: Annotated[
        tuple[TaskProperty, ...],
        Field(max_length=50, description="`{key, value}` pairs; the price task reads `withoutPromotions`"),
        Read(_TASKS),
    ] = ()

    @model_validator(mode="before")
    @classmethod
    def _either_case(cls, document: Any) -> Any:
        return _in_camel_case(document)


def _each_once(tasks: tuple[ScheduledTask, ...]) -> tuple[ScheduledTask, ...]:
    names = [task.implementation_type for task in tasks]
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise PydanticCustomError("double_task", "{task} is listed twice", {"task": double.value})
    return tasks


def _listed(value: Any) -> Any:
    """A single id may stand without its list."""
    return (value,) if isinstance(value, str) and value.strip() else value


SOA_PATTERN: Final = r"^(priceListItems|costPrices:\S+)$"
"""Its length is bounded beside it: the validator's engine would keep a table of all letters for each place of `{1,100}`: 1 MiB."""

_TYPE_LENGTH: Final = 100

SoaSource = Annotated[
    str, StringConstraints(pattern=SOA_PATTERN, max_length=len("costPrices:") + _TYPE_LENGTH)
]
"""Where SOA amounts come from: `priceListItems`, or `costPrices:<type>`."""


class Catalog(_Section):
    """What is brought from Omnium to Flow, and when."""

    enabled: Annotated[
        bool,
        Field(
            description="whether the suite exports the catalogue; Omnium's own connector must be off then, since both "
            "write the same rows"
        ),
        Read(_EXPORTS),
    ] = False
    markets: Annotated[
        tuple[Text, ...],
        Field(max_length=100, description="the Omnium markets whose goods the Flow tenant sells"),
        Read(_EXPORTS),
        BeforeValidator(_listed),
    ] = ()
    market_group: Annotated[
        Text | None,
        Field(description="the Omnium market group whose goods the Flow tenant sells, instead of `markets`"),
        Read(_EXPORTS),
    ] = None
    leading_market: Annotated[
        Text | None,
        Field(description="the market whose currency, language and tax rate count; else the first one"),
        Read(_EXPORTS),
    ] = None
    language: Annotated[
        Text | None,
        Field(description="the language of names and texts; else the leading market's"),
        Read("product export, category export"),
    ] = None
    time_zone: Annotated[Zone, Field(description="the time zone of the schedules"), Read(_TASKS)] = (
        DEFAULT_ZONE
    )
    price_source: Annotated[
        PriceSource,
        Field(description="where Omnium keeps selling prices: in its price index, or on the product"),
        Read("price export"),
    ] = "index"
    soa_source: Annotated[
        SoaSource | None,
        Field(description="where SOA amounts come from: `priceListItems`, or `costPrices:<type>`"),
        Read("SOA export"),
    ] = None
    non_purchasable_assortment_codes: Annotated[
        tuple[Text, ...],
        Field(
            max_length=500,
            description="assortment codes of products that the shop must not buy, compared without case",
        ),
        Read("product export"),
        BeforeValidator(_listed),
    ] = ()
    tasks: Annotated[
        tuple[ScheduledTask, ...],
        Field(
            max_length=len(CATALOGUE),
            description="the schedules, each `{implementationType, schedule, isDisabled, properties}`; stores, "
            "categories, products, purchase orders and deliveries have one without",
        ),
        Read(_TASKS),
        AfterValidator(_each_once),
    ] = ()

    @model_validator(mode="after")
    def _of_some_market(self) -> Self:
        if self.markets and self.market_group is not None:
            raise PydanticCustomError("markets", "markets and marketGroup exclude each other")
        if self.enabled and not self.markets and self.market_group is None:
            raise PydanticCustomError("markets", "enabled needs markets or a marketGroup")
        if self.leading_market and self.markets and self.leading_market not in self.markets:
            raise PydanticCustomError("markets", "leadingMarket is none of the markets")
        return self

    def task(self, name: TaskName) -> ScheduledTask | None:
        """Return the task as it is scheduled; None where neither the tenant nor a default names it."""
        listed = next((task for task in self.tasks if task.implementation_type is name), None)
        default = DEFAULT_SCHEDULES.get(name)
        if listed is not None or default is None:
            return listed
        return ScheduledTask(implementation_type=name, schedule=default)
