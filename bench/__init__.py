"""What Front Desk costs, each figure beside the floor it could not go under, measured in the same run."""
