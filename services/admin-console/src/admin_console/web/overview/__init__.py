"""Whether anything is wrong now."""
