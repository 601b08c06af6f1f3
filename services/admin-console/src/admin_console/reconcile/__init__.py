"""Reconciliations as an operator orders them: the workers run them."""
