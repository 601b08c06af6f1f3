"""What a person's shell is told, so that `flow-omnium` and `curl` work in it as they are typed."""

import shlex
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path


def lines_for(variables: Mapping[str, str]) -> Iterator[str]:
    """Write variables for a shell's `eval`, and put the programs of this environment on its PATH."""
    for name, value in sorted(variables.items()):
        yield f"export {name}={shlex.quote(value)}"
    # Not resolved: the interpreter of a virtual environment is a link out of it.
    yield f'export PATH={shlex.quote(str(Path(sys.executable).parent))}:"$PATH"'
