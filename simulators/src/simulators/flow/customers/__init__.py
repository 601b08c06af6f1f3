"""Flow's customers."""
