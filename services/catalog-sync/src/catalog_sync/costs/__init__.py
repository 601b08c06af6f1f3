"""What goods cost: cost prices for Flow's price lists, and what stores pay (SOA)."""
