"""Jobs: looking at them, repairing them, pausing them, and what a job would write."""
