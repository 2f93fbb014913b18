"""What every slice may use and no slice owns: errors, the clock, text, money, canonical JSON.

Nothing here knows a dossier, a person or an agency.
"""
