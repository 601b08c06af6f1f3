"""How many jobs are done, after how many of them memory is read, and what is no growth yet."""

from typing import Final

JOBS: Final = 200_000
STEPS: Final = 10
"""Memory is read this often, after the same number of jobs each time."""

PORTION: Final = 2_000
"""Events that are posted at a time, so that a busy machine answers all of them in time."""

REST_SECONDS: Final = 2.0
"""What both processes are given to come to rest before their memory is read."""

STEP_SECONDS: Final = 600.0
"""How long the worker may take for one step."""

NOISE_MIB: Final = 1.0
"""One arena of Python's allocator: it is taken from the system, and given back, as a whole."""
