"""Two systems that are polled."""
