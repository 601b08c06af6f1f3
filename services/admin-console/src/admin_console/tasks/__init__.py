"""The scheduled tasks of a tenant's catalogue: how they stand, running one now, what was set aside."""
