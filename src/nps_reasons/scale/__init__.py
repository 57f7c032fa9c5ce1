"""Room: scale."""
