"""What an operator does to jobs, and reads of them: the console's side of the engine."""
