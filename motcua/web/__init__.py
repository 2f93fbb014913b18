"""Everything with HTTP or HTML. Knows all slices; no slice knows it."""
