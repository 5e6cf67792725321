"""Kills crawls with ``kill -9`` at random points, and looks at what is left of the archive.

``python -m tests.benchmarks.torture [--crawls 200] [--points 200] [--seed N] [--checker COMMAND]``

``--crawls`` kills whole crawls of the bundled site; ``--points`` kills an archiver that is given
captures as fast as it takes them, and so is always in mid-write. After each kill (every other time,
what had not been synced is cut off at random, as a power cut does it) the next one opens the same
archive, which has to hold: every capture that was acknowledged is in the index and whole in its
WARC; every WARC passes ``gzip -t``; the index and the WARCs agree, which is what `archive.fixity`
checks. A further checker, such as FastWARC's, may be named: it is called with each WARC and has to
exit 0.
"""
