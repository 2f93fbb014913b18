"""Facts, indicators and targets: rows made from the journal, and what is counted over them.

Owns the schema of the facts, the sets of indicators (`motcua/data/indicators/`), the engine that computes
them over Parquet, snapshots of what it computed, targets, forecasts, what looks like gaming, and open data.
Changes nothing that it reads.
"""
