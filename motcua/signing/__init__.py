"""Sign, seal, time-stamp and verify: acts as JWS, documents as PAdES; keys and certificates.

Does not know what is signed, nor who may sign it.
"""
