"""What the house is checked with; nothing here is shipped."""
