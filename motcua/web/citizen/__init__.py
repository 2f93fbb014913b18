"""For applicants: my dossiers, apply, results."""
