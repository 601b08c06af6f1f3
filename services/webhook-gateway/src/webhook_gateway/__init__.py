"""Events of Omnium and Flow in over HTTP, deduplicated jobs out."""
