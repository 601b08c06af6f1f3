"""What no rule could settle, and who sees to it."""
