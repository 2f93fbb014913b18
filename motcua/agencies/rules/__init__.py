"""What an agency is, what its officers may be, and working time."""
