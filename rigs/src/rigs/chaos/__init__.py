"""Breaking the suite on purpose, under load, and judging afterwards whether its promises held."""
