"""Procedures as immutable published versions: e-forms, required documents, fees, time limits, search.

Does not know applications: what a person answered is `dossiers`.
"""
