"""The whole suite in one process: time passes at once, and a seed decides every order of events and every fault."""
