"""Scheduled tasks: what is done for a tenant again and again, by its schedule, and not for an event."""
