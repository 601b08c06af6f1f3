"""MongoDB: what is known of every job."""
