"""Administrative units, agencies, officers with their positions, and working calendars.

Does not know procedures or dossiers.
"""
