"""The queues and their arguments (design section 4, queue.md A3 to A6)."""

from flow_omnium.jobs.broker.topology import wait_queues, work_queues

# What quorum queues accept on RabbitMQ 3.10 and on 4.3 alike (queue.md A3).
PORTABLE_ARGUMENTS = {
    "x-queue-type",
    "x-dead-letter-exchange",
    "x-dead-letter-routing-key",
    "x-dead-letter-strategy",
    "x-overflow",
    "x-delivery-limit",
    "x-message-ttl",
}


def test_a_work_queue_parks_what_exceeds_its_delivery_limit() -> None:
    queues = {queue.name: dict(queue.arguments) for queue in work_queues("Q")}

    assert queues["Q"] == {
        "x-queue-type": "quorum",
        "x-delivery-limit": 20,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": "Q.parked",
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    assert queues["Q.parked"] == {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000}


def test_a_wait_queue_is_named_after_its_delay_and_returns_to_its_work_queue() -> None:
    by_name = {queue.name: dict(queue.arguments) for queue in wait_queues("Q", 60)}

    assert by_name["Q.wait.7200000"] == {
        "x-queue-type": "quorum",
        "x-message-ttl": 7_200_000,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": "Q",
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    assert len(by_name) == 11


def test_only_arguments_that_every_supported_broker_accepts_are_used() -> None:
    used = {name for queue in (*work_queues("Q"), *wait_queues("Q", 60)) for name in queue.arguments}

    assert used <= PORTABLE_ARGUMENTS
