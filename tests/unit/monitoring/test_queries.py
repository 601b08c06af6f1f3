"""Every expression can be read by Prometheus, and asks only for what somebody serves."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
import yaml

FaultsOf = Callable[[str], Sequence[str]]


def test_every_expression_uses_only_metrics_and_labels_that_exist(
    queries: Mapping[str, str], faults_of: FaultsOf
) -> None:
    assert len(queries) > 150
    assert {where: faults for where, expr in queries.items() if (faults := faults_of(expr))} == {}


def test_nothing_is_asked_of_the_broker_that_rabbitmq_4_no_longer_serves(queries: Mapping[str, str]) -> None:
    """Our list of its metrics is of 3.10; from 4.0 on it times no single access to its disk."""
    assert [where for where, expr in queries.items() if "rabbitmq_io_" in expr] == []


@pytest.mark.parametrize(
    ("expr", "fault"),
    [
        ("sum(rate(flow_omnium_job_total[5m]))", "flow_omnium_job_total is served by nobody"),
        ('flow_omnium_jobs_total{kid="x"} / 2', "flow_omnium_jobs_total has no label kid"),
        ("sum by (tenant, sistem) (flow_omnium_jobs_total)", "no metric has the label sistem"),
    ],
)
def test_a_slip_of_the_pen_is_noticed(expr: str, fault: str, faults_of: FaultsOf) -> None:
    assert list(faults_of(expr)) == [fault]


def test_prometheus_can_read_every_expression(
    queries: Mapping[str, str], filled: Callable[[str], str], tmp_path: Path
) -> None:
    rules = [
        {"record": f"query_{number}", "expr": filled(expr)} for number, expr in enumerate(queries.values())
    ]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "all", "rules": rules}]}))
    read = subprocess.run(  # noqa: S603 - the tool that comes with Prometheus
        ["promtool", "check", "rules", str(tmp_path / "rules.yml")],  # noqa: S607 - from the PATH, as it is installed
        capture_output=True,
        text=True,
        check=False,
    )
    assert read.returncode == 0, read.stderr
