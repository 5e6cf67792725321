"""The command line: `scrapy COMMAND`, run in the project folder."""
