"""What Flow's price lists hold: selling prices, and the parts of their rows that other exports own."""
