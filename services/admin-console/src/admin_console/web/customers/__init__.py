"""Which customers an outage has met, and how they are reached."""
