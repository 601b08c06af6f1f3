"""Sends a service what an OpenAPI document allows and what it forbids, and holds each answer against the document."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

_CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_TENANT = "tenantUid"


class OpenApiFuzzer:
    """Fuzzes every operation, `inputs` at a time: of those about a tenant each of `tenants` (None: any), and of those with
    a body also with bodies that do not fit. Blocks, so run it in a thread."""

    def __init__(
        self, document: dict[str, Any], tenants: Sequence[str | None], headers: dict[str, str], *, inputs: int
    ) -> None:
        self._document = document
        self._tenants = tenants
        self._headers = headers
        self._inputs = inputs
        self._session = requests.Session()
        self.answers: Counter[int] = Counter()

    def run(self, base_url: str) -> None:
        """Send it all. Raises when an answer is not one of the documented."""
        schema = schemathesis.openapi.from_dict(self._document)
        for operation in (_operation_of(result) for result in schema.get_all_operations()):
            for tenant in self._tenants if _TENANT in operation.path else [None]:
                for mode in GenerationMode if operation.method == "post" else [GenerationMode.POSITIVE]:
                    fixed = {"path_parameters": {_TENANT: tenant}} if tenant else {}
                    self._fuzz(operation.as_strategy(generation_mode=mode, **fixed), base_url.rstrip("/"))
        # Shown with `pytest -rP`.
        print(f"{self.answers.total()} inputs: {dict(self.answers)}")  # noqa: T201

    def _fuzz(self, cases: SearchStrategy[Any], base_url: str) -> None:
        @settings(
            max_examples=self._inputs,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases)
        def send(case: Any) -> None:
            response = case.call(base_url=base_url, session=self._session, headers=self._headers)
            self.answers[response.status_code] += 1
            case.validate_response(response, checks=_CHECKS)

        send()


def _operation_of(result: Any) -> Any:
    """The library's types leave open that a whole document could be faulty."""
    return result.ok()
