"""What `make bench` measures works, before and after all queues and jobs were deleted; how fast is for the benchmark."""

from itertools import islice

from benchmarks.load.generator import post_all
from benchmarks.load.requests import requests_of, unique_keys
from benchmarks.stage import Stage, set_up

from local_stack.liveness import wait_until

JOBS = 5
SECONDS = 30


def test_our_door_and_worker_do_what_is_measured_also_on_a_stage_that_was_cleared() -> None:
    with set_up() as stage, stage.ours.door:
        take_in(stage, "first")
        stage.clear()
        take_in(stage, "second")
        with stage.worker("empty"):
            assert wait_until(lambda: stage.ours.done() == JOBS, SECONDS)
        assert stage.ours.left() == 0


def take_in(stage: Stage, label: str) -> None:
    keys = islice(unique_keys(label), JOBS)
    load = post_all(requests_of(stage.ours.url, stage.ours.secret, keys), stage.ours.url, connections=1)
    assert load.accepted == stage.ours.durable(label) == JOBS
    assert wait_until(lambda: stage.ours.queued() == JOBS, SECONDS)
