"""What sections count beyond the tables of an Analysis: shares, comparisons, who says what."""
