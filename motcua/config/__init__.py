"""Settings, URLs, the embedded PostgreSQL, the command line: the only place that names adapters."""
