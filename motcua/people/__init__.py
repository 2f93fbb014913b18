"""Citizens and organisations, and the accounts with which people sign in.

Does not know who is an officer: that is `agencies`.
"""
