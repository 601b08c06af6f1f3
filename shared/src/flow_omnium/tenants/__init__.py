"""What is configured per tenant, and how its secrets are kept."""
