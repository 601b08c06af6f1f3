"""Failures that Omnium reports inside a 200 (omnium.md 2.7, 4.6)."""

from collections.abc import Mapping
from http import HTTPStatus

from flow_omnium.masking import mask_words
from flow_omnium.outcomes import ApiCall, NotAccepted, NotFound
from flow_omnium.rest.models import Flag, Items, ReadModel, Text


class _Step(ReadModel):
    action_type: Text = None
    action_status: Text = None
    error_reason: Text = None

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.action_type, self.error_reason)))


class _WorkflowResult(ReadModel):
    is_aborted: Flag = False
    order_action_execution_results: Items[_Step] = ()


class _Counters(ReadModel):
    not_found_count: int | None = None
    error_count: int | None = None
    error_message: Text = None


def require_workflow(call: ApiCall, answer: object) -> None:
    """Raise NotAccepted, with the failed steps' texts, where a workflow was aborted."""
    if not isinstance(answer, Mapping):
        return
    result = _WorkflowResult.model_validate(answer)
    if result.is_aborted:
        steps = [str(step) for step in result.order_action_execution_results if step.action_status == "Error"]
        raise _not_accepted(call, f"the workflow was aborted: {'; '.join(steps) or 'no step says why'}")


def require_counters(call: ApiCall, answer: object) -> None:
    """Raise NotAccepted or NotFound where the answer of a patch counts a failure."""
    if not isinstance(answer, Mapping):
        return
    counters = _Counters.model_validate(answer)
    if counters.error_count:
        raise _not_accepted(call, f"errorCount {counters.error_count}: {counters.error_message or 'no text'}")
    if counters.not_found_count:
        raise NotFound(call, f"notFoundCount {counters.not_found_count}", http_status=HTTPStatus.OK)


def _not_accepted(call: ApiCall, detail: str) -> NotAccepted:
    return NotAccepted(call, mask_words(detail), http_status=HTTPStatus.OK)
