"""What sets the type of papers."""
