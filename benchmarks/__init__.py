"""Throughput, latency, memory and lateness of the suite, beside its peers: `make bench`."""
