"""The command that plays many runs of an order: `python -m local_stack.agreement --runs 2000`."""

import sys

from local_stack.agreement.command import main
from local_stack.agreement.play import played
from local_stack.agreement.script import script_of

if __name__ == "__main__":
    sys.exit(main("local_stack.agreement", script_of, played))
