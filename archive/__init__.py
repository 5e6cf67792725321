"""What is kept: WARC files, the pages read from them, and the index. Knows nothing of Scrapy."""
