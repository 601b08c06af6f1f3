"""What the suite keeps of a person's records: finding it in every collection, giving it out, and erasing it."""
