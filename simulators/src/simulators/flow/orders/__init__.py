"""Flow's orders: their lines, discounts, settlements, handlings, totals and states."""
