"""The first screen: whether anything is wrong now."""
