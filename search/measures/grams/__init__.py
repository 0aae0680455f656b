"""What text reuse is made of: grams of texts as columns, set phrases, pairs that share words.

A folder of its own: the registry imports each module beside it, and these take polars, which is heavy.
"""
