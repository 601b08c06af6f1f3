"""Throughput, latency, memory and lateness of the suite, beside three peers: `make bench`."""
