"""How acts and documents are signed and verified: pure functions of bytes, certificates and moments.

Nothing here knows a key's place, a table or a clock.
"""
