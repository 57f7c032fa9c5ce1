"""Joining files on a key: reasons, customers and tickets; never a change of row count."""
