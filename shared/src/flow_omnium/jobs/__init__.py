"""The job engine. Its rules stand here, without I/O; ledger, broker, relay, worker and the operator's side below."""
