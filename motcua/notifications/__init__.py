"""Messages to people: what each event says in two languages, where it goes, and that it goes there once.

Knows accounts and persons, never dossiers: who calls says to whom, and hands over the words that change.
"""
