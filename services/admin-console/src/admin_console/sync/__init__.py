"""Jobs that an operator makes where no event came: what is meant is found in both systems first."""
