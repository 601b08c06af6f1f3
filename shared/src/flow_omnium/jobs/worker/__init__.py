"""Working jobs off."""
