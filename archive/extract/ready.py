"""Loaded by the server that workers are forked from: makes once what all of them need.

Libraries, vocabularies and what they are compiled to take a quarter of a second, and memory that
forked workers share. Most of it is made when the first page is read; so one is read here.
"""

from __future__ import annotations

from archive.extract.article import extract

_PAGE = """<!doctype html>
<html lang="en"><head><title>Frigate leaves the port</title>
<meta property="article:published_time" content="2020-01-02T03:04:05Z">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Frigate leaves the port", "author": {"@type": "Person", "name": "Jane Doe"}}</script>
</head><body><article><h1>Frigate leaves the port</h1><p>By Jane Doe</p>
<figure><img src="/frigate.jpg" width="800" height="600">
<figcaption>A frigate at dawn. (U.S. Navy photo by Petty Officer 1st Class John Smith)</figcaption>
</figure><p>The frigate left the port on Thursday, the navy said, and will be away for months, for
the first time in two years. Nobody would say where it is bound.</p></article></body></html>
"""

extract(_PAGE.encode(), "https://news.example/2020/01/02/frigate-leaves-the-port")
