"""Broker, database, services and simulators on one machine, for demo, run, tests and benchmarks."""
