"""Tracing that is off costs nothing; tracing that is on keeps contexts, and no text of an exception."""

import subprocess
import sys
from contextlib import suppress

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from flow_omnium.jobs.broker.publication import Publication
from flow_omnium.jobs.broker.traced_publisher import traced
from flow_omnium.runtime.otel import OtelTracer
from flow_omnium.runtime.trace_export import open_tracer
from flow_omnium.runtime.tracing import Kind
from flow_omnium.testing.memory_publisher import MemoryPublisher

PARENT = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
UNSAMPLED = "00-" + "a" * 32 + "-" + "b" * 16 + "-00"
BEFORE = "00-" + "c" * 32 + "-" + "d" * 16 + "-01"
SDK_OF_EACH = """
import importlib, sys
for module in sys.argv[1:]:
    importlib.import_module(module)
    print(module, [name for name in sys.modules if name.startswith("opentelemetry.sdk")])
"""
"""One process for all: they share most of what they import, and none may import anything of the SDK."""


def test_what_is_off_records_nothing_and_has_no_context() -> None:
    tracer = open_tracer("test", None)

    with tracer.span(Kind.SERVER, "work", {"a": 1}, parent=PARENT) as span:
        span.note({"b": 2})
        span.failed("Failed")
        assert (tracer.is_on, span.trace, tracer.current()) == (False, None, None)


def test_a_service_that_is_not_traced_does_not_even_load_the_sdk() -> None:
    command = [
        sys.executable,
        "-c",
        SDK_OF_EACH,
        "webhook_gateway.app",
        "order_sync.app",
        "token_manager.app",
    ]

    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours

    assert done.stdout.splitlines() == ["webhook_gateway.app []", "order_sync.app []", "token_manager.app []"]


async def test_a_span_stands_below_its_parent_and_names_the_one_before() -> None:
    exporter = InMemorySpanExporter()
    tracer = OtelTracer("test", exporter)
    with tracer.span(Kind.CONSUMER, "process", {"a": 1}, parent=PARENT, link=BEFORE) as span:
        span.note({"b": "2"})
        assert span.trace == tracer.current()
    await tracer.close()

    (seen,) = exporter.get_finished_spans()
    assert seen.parent is not None
    assert f"{seen.parent.span_id:016x}" == "b" * 16
    assert f"{seen.links[0].context.trace_id:032x}" == "c" * 32
    assert seen.attributes == {"a": 1, "b": "2"}
    assert seen.resource.attributes["service.name"] == "test"


async def test_what_an_exception_says_is_not_recorded() -> None:
    exporter = InMemorySpanExporter()
    tracer = OtelTracer("test", exporter)
    with suppress(ValueError), tracer.span(Kind.CLIENT, "GET /x") as span:
        span.failed("ValueError")
        raise ValueError("a secret")
    await tracer.close()

    (seen,) = exporter.get_finished_spans()
    assert (seen.status.status_code, seen.status.description, seen.events) == (StatusCode.ERROR, None, ())
    assert "a secret" not in seen.to_json()


async def test_whoever_begins_the_trace_decides_whether_it_is_kept() -> None:
    exporter = InMemorySpanExporter()
    tracer = OtelTracer("test", exporter)
    with tracer.span(Kind.CONSUMER, "process", parent=UNSAMPLED) as span:
        assert span.trace is not None
        assert span.trace.endswith("-00")
    await tracer.close()

    assert exporter.get_finished_spans() == ()


@pytest.mark.parametrize("parent", ["", "nonsense", "00-zz-zz-01"])
async def test_below_a_context_that_cannot_be_read_a_new_trace_begins(parent: str) -> None:
    exporter = InMemorySpanExporter()
    tracer = OtelTracer("test", exporter)
    with tracer.span(Kind.SERVER, "POST /x", parent=parent):
        pass
    await tracer.close()

    assert exporter.get_finished_spans()[0].parent is None


@pytest.mark.parametrize(
    ("sampler", "kept"),
    [
        ("parentbased_always_on", ["a" * 32, "c" * 32]),
        ("parentbased_traceidratio", ["a" * 32, "c" * 32]),
        ("always_on", ["a" * 32, "a" * 32, "c" * 32]),
        ("always_off", []),
    ],
)
async def test_of_a_group_those_messages_are_recorded_that_the_sampler_wants(
    monkeypatch: pytest.MonkeyPatch, sampler: str, kept: list[str]
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", sampler)
    exporter = InMemorySpanExporter()
    tracer = OtelTracer("test", exporter)
    publisher = traced(MemoryPublisher(queues={"orders"}), tracer)
    contexts = (PARENT, UNSAMPLED, BEFORE)
    group = [Publication("orders", b"{}", {"traceparent": context}) for context in contexts]
    lost = Publication("no.such.queue", b"{}", {"traceparent": BEFORE})

    assert await publisher.publish_group([*group, lost]) == [True, True, True, False]
    await tracer.close()

    seen = exporter.get_finished_spans()
    sent = [span for span in seen if span.status.status_code is not StatusCode.ERROR]
    assert sorted(f"{span.context.trace_id:032x}" for span in sent) == kept
    assert len(seen) - len(sent) == bool(kept)
