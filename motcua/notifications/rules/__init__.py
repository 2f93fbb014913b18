"""What a message is, which ways it takes, and when it is tried again."""

from motcua.notifications.rules.kinds import Channel, Notice, Wishes

__all__ = ["Channel", "Notice", "Wishes"]
