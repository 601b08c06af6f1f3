"""Flow's webhooks: which changes raise one, who gets it, and how often it is tried."""
