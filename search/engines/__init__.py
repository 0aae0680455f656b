"""The engines behind `search.index.SearchIndex`."""
