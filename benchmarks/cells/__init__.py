"""Two cells beside one pair of vendors: a tenant moves from one to the other, and one of them loses its database."""
