"""Writes the pages of docs/ that are made from the code: the mapping, the metrics, the settings."""
