"""What the export of a large catalogue costs, beside the bare calls that it must make."""
