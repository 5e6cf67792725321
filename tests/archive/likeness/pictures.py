"""Pictures that are as rough as photos are: noise whose strength falls with its fineness."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter


def scene(seed: int, size: tuple[int, int] = (900, 600)) -> Image.Image:
    """A picture; another seed gives one that looks nothing like it."""
    width, height = size
    draw = np.random.default_rng(seed)
    down = np.fft.fftfreq(height)[:, None]
    across = np.fft.rfftfreq(width)[None, :]
    fineness = np.sqrt(down**2 + across**2)
    fineness[0, 0] = 1
    waves = draw.normal(size=fineness.shape) + 1j * draw.normal(size=fineness.shape)
    grey = np.fft.irfft2(waves / fineness**1.1, s=(height, width))
    grey = (grey - grey.mean()) / grey.std()
    return Image.fromarray(np.clip(128 + 50 * grey, 0, 255).astype("uint8")).convert("RGB")


def coloured(seed: int, size: tuple[int, int]) -> Image.Image:
    """Three scenes: one is the brightness, and two, fainter as in photos, the colour."""
    bright, *colours = (scene(3 * seed + number, size).convert("L") for number in range(3))
    faint = (colour.point(lambda level: 128 + (level - 128) // 4) for colour in colours)
    return Image.merge("YCbCr", (bright, *faint)).convert("RGB")


def restaged(picture: Image.Image, seed: int, share: float) -> Image.Image:
    """The same scene with something else in front, somewhere near the middle of it.

    Args:
        picture: the scene.
        seed: what and where it is.
        share: of the picture, that it covers.
    """
    width, height = picture.size
    radius = (share * width * height / np.pi) ** 0.5
    across, down = np.random.default_rng(seed).uniform((0.35, 0.4), (0.65, 0.6)) * picture.size
    shape = Image.new("L", picture.size)
    ImageDraw.Draw(shape).ellipse(
        (across - radius * 0.8, down - radius * 1.25, across + radius * 0.8, down + radius * 1.25),
        fill=255,
    )
    changed = picture.copy()
    changed.paste(
        scene(seed + 1_000_000, picture.size), mask=shape.filter(ImageFilter.GaussianBlur(6))
    )
    return changed


def cut(picture: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    """The picture without shares of it at each edge."""
    width, height = picture.size
    return picture.crop(
        (int(width * left), int(height * top), int(width * (1 - right)), int(height * (1 - bottom)))
    )


def encoded(picture: Image.Image, form: str = "JPEG", **options: int) -> bytes:
    """The picture as a file."""
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()
