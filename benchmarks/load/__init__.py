"""The load generator: as cheap as it can be, since it shares the machine with what it measures."""
