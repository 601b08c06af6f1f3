"""What every patch body shares: null means "leave alone", and options say how lists merge."""

from pydantic import Field, model_validator

from simulators.write_model import AnyCaseModel


class RemovalCondition(AnyCaseModel):
    """Names a property to remove before the others are merged."""

    key: str


class PatchOptions(AnyCaseModel):
    """The options beside the fields to change; `forceUpdate` names fields to empty."""

    keep_existing_custom_properties: bool = True
    keep_existing_list_items: bool = True
    properties_removal_conditions: list[RemovalCondition] = Field(default_factory=list)
    force_update: list[str] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _leave_nulls_alone(cls, data: object) -> object:
        return without_nulls(data)


def without_nulls(value: object) -> object:
    """Drop every null of an object and of the objects in it."""
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return value
