"""Our own door and worker: the real programs, but for the handler."""
