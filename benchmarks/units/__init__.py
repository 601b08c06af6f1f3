"""What a job, an entry, a message and a tenant take, from which a cluster is sized."""
