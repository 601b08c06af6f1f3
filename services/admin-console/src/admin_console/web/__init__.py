"""The web console: pages beside the command line, on the same functions. It adds no rule of its own."""
