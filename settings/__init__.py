"""Configuration only; imports nothing of ours. SCRAPY_PROJECT chooses the variant."""
