"""The command that plays many runs of an order: `python -m rigs.agreement --runs 2000`."""

import sys

from rigs.agreement.command import main
from rigs.agreement.play import played
from rigs.agreement.script import script_of

if __name__ == "__main__":
    sys.exit(main("rigs.agreement", script_of, played))
