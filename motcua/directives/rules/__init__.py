"""The table of a task, scenarios and their measures, and who could help whom: pure functions."""
