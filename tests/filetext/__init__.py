"""Files turned into text."""
