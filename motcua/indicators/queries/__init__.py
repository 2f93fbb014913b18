"""What is computed over facts, and what a rebuild of them reads."""
