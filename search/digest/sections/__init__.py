"""The sections of a digest: one module each, from what the period brought to frozen records."""
