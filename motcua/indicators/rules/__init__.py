"""What a fact is, what an indicator is, and the arithmetic between them: no database, no clock."""
