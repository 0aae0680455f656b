"""The read path: index, queries and measures; it never fetches and never writes documents."""
