"""What leaders order: scenarios that suggest, directives, and tasks with a deadline and evidence.

A directive is what a leader says to units below; a task is what it asks of one of them: a task given to one
unit alone is a directive with one task. Owns scenarios (`motcua/data/scenarios/`), directives, tasks, reports
and what was measured of units. Reads dossiers and facts, never changes them.
"""
