"""Style sheets made to be slow to read, by names for what is in them."""

from __future__ import annotations

SIZE = 200_000
PIECES = [
    *("a", "-", "--", "1", "#", "@", "@-", "\\", "\\7", "\\\n", "u\\72", "(", "a/", "<!--", "</"),
    *('"', "'", '"\\', "'\\", '\\"', "/*", "/**/", "*/", "@import", "@import ", '@import"'),
    *("@import/**/", "@import'';", "url(", "url( ", "url('", "url('\\\n", "url(''", "url(\\"),
    *("url('a' x)", "url(a)", "/* url(", "image-set(", "@namespace "),
]
STYLES = {repr(piece): piece * (SIZE // len(piece)) for piece in PIECES} | {
    "import, comments": "@import" + "/**/" * (SIZE // 4) + "x",
    "import, spaces": "@import" + " " * SIZE + "x",
    "url, spaces": "url(" + " " * SIZE + "x y)",
    "url, spaces, no end": "url(" + " " * SIZE,
    "url, string, spaces": "url('a'" + " " * SIZE + "x)",
    "url, escapes": "url(a b" + "\\)" * (SIZE // 2),
}
