"""Room: demo."""
