"""What answers by itself: it notices, finds, weighs and proposes a draft; policy says what is made of it."""
