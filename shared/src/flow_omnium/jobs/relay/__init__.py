"""The outbox relay: finds the jobs whose message the broker should have and has not, and publishes them afresh."""
