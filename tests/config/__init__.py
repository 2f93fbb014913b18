"""Tests of motcua.config."""
