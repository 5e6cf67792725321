"""How a crawl behaves toward a host: when it may ask, how often, and how much in a day."""
