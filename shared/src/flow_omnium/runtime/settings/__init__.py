"""The environment, read once at the start into frozen objects: one small class per resource, composed per service."""
