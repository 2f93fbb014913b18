"""States, the table of acts, who may do them and why not: pure functions of plain values."""
