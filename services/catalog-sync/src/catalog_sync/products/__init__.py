"""Products of Omnium, with their variants, images and packages, become products of Flow."""
