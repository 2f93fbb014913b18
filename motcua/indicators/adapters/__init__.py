"""Where facts are kept and by which engine they are read."""
