"""Pictures that are as rough as photos are: noise whose strength falls with its fineness."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image


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
