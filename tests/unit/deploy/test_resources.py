"""Requests and limits of memory rest on what was measured with everything at its limit: benchmarks/peak.md."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from webhook_gateway.backpressure import Limits
from webhook_gateway.body import MAX_BODY_BYTES

MEASURED = Path(__file__).parents[3] / "benchmarks" / "peak.md"
SERVICES = ("webhook-gateway", "order-sync", "receivement-sync", "token-manager")
SPARE = 1.5
"""How much more than was ever seen a process may take before the kernel ends it."""

LAVISH = 4.0
"""A limit beyond this many peaks says nothing."""

Manifest = dict[str, Any]


def measured() -> Mapping[str, Sequence[tuple[int, int, int]]]:
    """Of each service, for all that was tried: how many at once, MiB once ready, MiB at most."""
    rows = re.findall(r"^\| `(\S+)` \|.*\| (\d+) \| (\d+) \| (\d+) \|$", MEASURED.read_text(), re.MULTILINE)
    return {
        name: [(int(at_once), int(rest), int(peak)) for one, at_once, rest, peak in rows if one == name]
        for name in SERVICES
    }


@pytest.mark.parametrize("name", SERVICES)
def test_a_pod_may_take_what_its_process_was_seen_to_take_and_half_as_much_again(
    name: str, objects: Sequence[Manifest]
) -> None:
    request, limit = memory(objects, name)
    rest = max(rest for _, rest, _ in measured()[name])
    peak = max(peak for _, _, peak in measured()[name])
    assert rest <= request <= limit
    assert peak * SPARE <= limit <= peak * LAVISH


@pytest.mark.parametrize("name", ["order-sync", "receivement-sync"])
def test_a_worker_was_measured_with_as_many_records_as_it_takes_at_once(name: str) -> None:
    most = WorkerServiceSettings.model_fields["worker_concurrency"].default
    assert {at_once for at_once, _, _ in measured()[name]} == {most}


def test_the_gateway_was_measured_with_all_the_bodies_that_it_lets_in() -> None:
    assert [at_once for at_once, _, _ in measured()["webhook-gateway"]] == [
        Limits().body_bytes // MAX_BODY_BYTES
    ]


def memory(objects: Sequence[Manifest], name: str) -> tuple[int, int]:
    """A service's request and limit in MiB."""
    (deployment,) = [
        one for one in objects if one["kind"] == "Deployment" and one["metadata"]["name"] == name
    ]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    values = (container["resources"][kind]["memory"] for kind in ("requests", "limits"))
    request, limit = (int(value.removesuffix("Mi")) for value in values)
    return request, limit
