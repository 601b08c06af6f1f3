"""Whether the scheduled tasks ran."""
