"""Slack: customers in shared channels and direct messages, agents in the desk's channel."""
