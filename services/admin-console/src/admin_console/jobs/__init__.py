"""Jobs: looking at them, repairing them, and what a job would write."""
