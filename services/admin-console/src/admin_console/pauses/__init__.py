"""Pauses: holding the jobs of a tenant, a kind or a store until somebody resumes them, or a time has come."""
