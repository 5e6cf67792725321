"""Who we say we are."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

PRODUCT = "defense-news-archive"


def user_agent(contact: str) -> str:
    """The product, its version, and where its operator is reached (RFC 9110, section 10.1.5).

    Args:
        contact: an address or page; ``""`` where the operator has set none.
    """
    product = f"{PRODUCT}/{version(PRODUCT)}"
    contact = " ".join(contact.split())
    return f"{product} (+{contact})" if contact else product


class Identity:
    """Scrapy add-on: makes the User-Agent from CONTACT, unless USER_AGENT is set by hand."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Set USER_AGENT; Scrapy calls it before any component reads the settings."""
        settings.set("USER_AGENT", user_agent(settings.get("CONTACT") or ""), priority="addon")
