"""What it costs to ask both vendors again and again: calls to each, and CPU of the workers."""
