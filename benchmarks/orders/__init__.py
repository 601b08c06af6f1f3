"""What an order takes: ours, beside programs that make the same calls and nothing else."""
