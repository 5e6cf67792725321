"""What goes on beside the crawl."""
