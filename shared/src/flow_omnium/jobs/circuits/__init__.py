"""Leaving a system alone that does not answer for a tenant, and coming back to it step by step."""
