"""The audit log: who did what, as a chain of salted digests with signed checkpoints."""
