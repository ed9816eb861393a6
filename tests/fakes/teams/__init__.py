"""A stand-in for Teams."""
