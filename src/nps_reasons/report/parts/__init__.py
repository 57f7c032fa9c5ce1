"""What several sections say with the same words: figures in, blocks out."""
