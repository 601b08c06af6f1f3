"""Prints those entries of requirements.lock that the named distributions need, hashes included.

The lock pins the whole workspace, tools for development as well; an image installs only what its service needs. Of each
package the lock tells who wants it (`# via`), so this needs no index and no more than Python's own library.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

_ENTRY = re.compile(r"^([a-z0-9][\w.-]*)==.*(?:\n +.*)*", re.MULTILINE)
_WANTED_BY = re.compile(r"^ +# +(?:via +)?([a-z0-9][\w.-]*)", re.MULTILINE)
_COMMENT = re.compile(r"\n +#.*")


def needed(lock: str, distributions: set[str]) -> Iterator[str]:
    """Yield the entries of `distributions` themselves, as far as they are in the lock, and of all that they need."""
    entries = {match[1]: match[0] for match in _ENTRY.finditer(lock)}
    wanted_by = {name: {name, *_WANTED_BY.findall(entry)} for name, entry in entries.items()}
    found = set(distributions)
    while more := {name for name, by in wanted_by.items() if by & found} - found:
        found |= more
    for name in sorted(found & set(entries)):
        yield _COMMENT.sub("", entries[name])


def main() -> None:
    """`pins.py LOCK DISTRIBUTION…`"""
    lock = Path(sys.argv[1]).read_text(encoding="utf-8")
    sys.stdout.writelines(f"{entry}\n" for entry in needed(lock, set(sys.argv[2:])))


if __name__ == "__main__":
    main()
