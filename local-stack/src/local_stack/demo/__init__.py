"""The story that `make demo` tells: two orders of a simulated Omnium reach a simulated shop."""
