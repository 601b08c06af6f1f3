"""The command that plays many runs of a stockroom: `python -m rigs.receptions --runs 2000`."""

import sys

from rigs.agreement.command import main
from rigs.receptions.play import played
from rigs.receptions.script import script_of

if __name__ == "__main__":
    sys.exit(main("rigs.receptions", script_of, played))
