"""What every peer reads from the environment, and the check of the sender's secret that they share."""

import hmac
import os

AMQP_URL = os.environ.get("AMQP_URL", "")
SECRET = os.environ.get("BENCH_SECRET", "").encode()
HTTP_HOST = os.environ.get("HTTP_HOST", "127.0.0.1")
HTTP_PORT = int(os.environ.get("HTTP_PORT", "0"))
PREFETCH = int(os.environ.get("BENCH_PREFETCH", "100"))

QUORUM = {"x-queue-type": "quorum"}


def is_authentic(authorization: str | None) -> bool:
    """Compare a bearer secret in constant time."""
    scheme, _, presented = (authorization or "").partition(" ")
    return scheme == "Bearer" and hmac.compare_digest(presented.encode(), SECRET)
