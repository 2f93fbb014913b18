"""Typed JSON v1 under /api/v1 and its OpenAPI: the same actions as the pages, the same refusals."""
