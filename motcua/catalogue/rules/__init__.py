"""What a procedure is made of, and the pure rules over it."""
