"""Archived pages as they were, made safe to look at."""
