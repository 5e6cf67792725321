"""For cron and systemd: quiet unless something is wrong. ``SCRAPY_PROJECT=production``."""

from settings.base import *  # noqa: F403 - a variant is the base and what differs

# Scrapy's logging: cron mails whatever is printed.
LOG_LEVEL = "WARNING"
