"""Motcua, một cửa, one door: an electronic one-stop and public-service portal."""
