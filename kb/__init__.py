"""The knowledge base: approved entries, their index, and how sure a match is. Knows nothing of bots."""
