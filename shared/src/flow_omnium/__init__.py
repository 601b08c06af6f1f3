"""What two or more services use: jobs, the two API clients, tenants, tokens, runtime."""
