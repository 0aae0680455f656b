"""Digests: what a period brought, built once, told to people by mail, feed and file."""
