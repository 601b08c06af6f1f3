"""The command that plays many runs of purchase orders: `python -m rigs.purchases --runs 500`."""

import sys

from rigs.agreement.command import main
from rigs.purchases.play import played
from rigs.purchases.script import script_of

if __name__ == "__main__":
    sys.exit(main("rigs.purchases", script_of, played))
