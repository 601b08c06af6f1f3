"""Whether both sides are in step."""
