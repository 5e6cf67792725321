"""Loaded by the server that workers are forked from, where they read photos, too.

As `archive.extract.ready` does for pages: what looks at pictures is loaded with the first of them.
"""

from __future__ import annotations

import os
from io import BytesIO

from PIL import Image

# Looked at by numpy as it is loaded, below. A process that forks should have no other threads, and
# workers are as many as there are processors anyway.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from archive.intake import photo_facts

with BytesIO() as _file:
    Image.effect_noise((256, 192), 64.0).save(_file, "JPEG")
    photo_facts(_file.getvalue())
