"""What is broken, and how much: failures by cause."""
