"""Teams: customers in personal chats, group chats and channels, agents in the desk's channel."""
