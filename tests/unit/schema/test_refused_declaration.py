"""What RabbitMQ says of a queue that was made with other arguments: texts of 3.10.8."""

import pytest

from flow_omnium.jobs.broker.declaration import inequivalent

HEAD = "PRECONDITION_FAILED - inequivalent arg"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            f"{HEAD} 'x-delivery-limit' for queue 'q' in vhost '/': received '20' but current is '5'",
            "queue q: x-delivery-limit is 5 and should be 20",
        ),
        (
            f"{HEAD} 'x-message-ttl' for queue 'q' in vhost '/': received the value '5' of type 'byte' but current is none",
            "queue q: x-message-ttl is none and should be 5",
        ),
        (
            f"{HEAD} 'x-overflow' for queue 'q' in vhost '/': received none but current is the value 'reject-publish' of "
            "type 'longstr'",
            "queue q: x-overflow is reject-publish and should be none",
        ),
        (
            f"{HEAD} 'x-queue-type' for queue 'q' in vhost 'a 'quoted' one': received 'quorum' but current is 'classic'",
            "queue q: x-queue-type is classic and should be quorum",
        ),
        (
            f"{HEAD} 'durable' for queue 'q' in vhost '/': received 'true' but current is 'false'",
            "queue q: durable is false and should be true",
        ),
        (
            "PRECONDITION_FAILED - something new",
            "queue q: declaration is PRECONDITION_FAILED - something new and should be as declared",
        ),
    ],
)
def test_the_queue_and_the_argument_are_named(text: str, told: str) -> None:
    assert str(inequivalent("q", text)) == told
