"""What moved NPS between two periods: parts that add up to the change, and how sure they are."""
