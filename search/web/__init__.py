"""The web pages: what the store holds, read only, and the way out of digests."""
