"""catalog-sync: brings the catalogue of Omnium to Flow, by scheduled tasks and by events."""
