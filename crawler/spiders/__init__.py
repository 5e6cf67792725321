"""Discovery. One spider class serves every site; `crawler.spiderloader` gives it their names."""
