"""Facts and indicators: one row per dossier made from the journal, and what is counted over such rows.

Owns the schema of the facts, the sets of indicators (`motcua/data/indicators/`) and the engine that computes
them over a folder of Parquet files. Owns no table of the database, and changes nothing that it reads.
"""
