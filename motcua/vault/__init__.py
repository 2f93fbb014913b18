"""Documents: content by its SHA-256, what it really is, whose it is.

Does not know for which dossier a document serves.
"""
