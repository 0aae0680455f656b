"""The store: one database and WARC files, the truth that everything else is derived from."""
