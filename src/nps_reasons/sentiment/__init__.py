"""Room: sentiment."""
