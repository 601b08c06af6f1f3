"""The command that plays many runs of a stockroom: `python -m local_stack.receptions --runs 2000`."""

import sys

from local_stack.agreement.command import main
from local_stack.receptions.play import played
from local_stack.receptions.script import script_of

if __name__ == "__main__":
    sys.exit(main("local_stack.receptions", script_of, played))
