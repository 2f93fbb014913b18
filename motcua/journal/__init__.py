"""The append-only record of every act: who, verb, on what, digest, signature; its daily seal; its followers.

Owns no meaning: a verb is a word and a subject a name ("dossier:H49.13-261121-0001").
"""
