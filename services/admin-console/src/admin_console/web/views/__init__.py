"""Saved views: the filter of a list under a name."""
