"""Prints where tests keep what they throw away, as a prefix of their command: in memory, where there is plenty.

Broker, database and pytest wait for a disk with each of thousands of writes, and nothing that a test writes must outlive
the machine. Prints nothing, which leaves it to the disk, where memory is short or programs may not be run from there.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

MOUNTED = Path("/dev/shm")  # noqa: S108 - made for the user alone, below
FREE_BYTES = 8 * 2**30
"""Several times what all tests keep there at once."""


def main() -> None:
    """Make the folder and name it."""
    folder = MOUNTED / f"flow-omnium-{os.getuid()}"
    if has_room(MOUNTED) and is_ours(folder):
        sys.stdout.write(f"env TMPDIR={folder} LOCAL_STACK_STATE={folder}\n")


def has_room(mounted: Path) -> bool:
    """Whether what tests write has room there, and what they install there can be run."""
    try:
        found = os.statvfs(mounted)
    except OSError:
        return False
    return found.f_bavail * found.f_frsize >= FREE_BYTES and not found.f_flag & os.ST_NOEXEC


def is_ours(folder: Path) -> bool:
    """Whether it could be made for this user alone: everybody may write beside it."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


if __name__ == "__main__":
    main()
