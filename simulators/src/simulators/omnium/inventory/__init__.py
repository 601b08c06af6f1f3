"""What is in stock where, and how it got there."""
