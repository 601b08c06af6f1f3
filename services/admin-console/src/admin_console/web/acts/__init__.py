"""What people did, and what they do to one job: tried again, cancelled, settled, asked for."""
