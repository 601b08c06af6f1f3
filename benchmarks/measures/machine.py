"""The machine and the servers, as far as they matter to who compares."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks.stage import Stage

LIBRARIES = ("aiohttp", "aio-pika", "uvloop", "motor", "fastapi", "uvicorn", "celery", "faststream")


def describe(stage: Stage) -> str:
    """One line."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} cores of {_cpu_model()}, Linux {platform.release().partition('-')[0]}, "
        f"Python {platform.python_version()}, RabbitMQ {stage.broker.version()}, "
        f"MongoDB {stage.ledger.version()} (replica set of one); {libraries}."
    )


def in_short() -> str:
    """Its cores, and how busy it is by now: a machine that does something else makes figures worthless."""
    load, _, _ = os.getloadavg()
    return f"{os.cpu_count()} cores of {_cpu_model()} (load {load:.1f} when it began), Python {platform.python_version()}"


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
