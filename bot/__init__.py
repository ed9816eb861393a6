"""What the bot decides and how its words are delivered; knows no platform."""
