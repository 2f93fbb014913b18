"""The engine room: Django admin, failed jobs. Never the officers' tool."""
