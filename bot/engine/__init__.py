"""Who drains what, when: the engines that turn the mailroom's verbs into a running house."""
