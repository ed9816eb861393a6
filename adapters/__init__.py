"""One folder per chat platform, strangers to one another."""
