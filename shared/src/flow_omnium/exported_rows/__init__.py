"""What was written to Flow: a comparison with it tells what need not be written again, and what was refused."""
