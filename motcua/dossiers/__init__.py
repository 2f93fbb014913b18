"""The heart: draft, submit, the five signed steps, deadlines, results.

Calls everything below, knows no page, no payment, no partner: they call actions here or follow the journal.
"""
