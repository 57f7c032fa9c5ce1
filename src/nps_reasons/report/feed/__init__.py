"""The planning feed: records of problems, and the files that carry them."""
