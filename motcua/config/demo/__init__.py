"""The demonstration: invented people, and half a year of a province's dossiers. Only with MOTCUA_DEMO=1."""
