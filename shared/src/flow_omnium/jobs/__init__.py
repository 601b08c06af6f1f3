"""The job engine: kinds, states, queue, ledger, worker."""
