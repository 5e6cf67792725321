"""A canvas, and the things drawn on it for the site's photos."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Colour = tuple[int, int, int]
Point = tuple[float, float]

WIDTH, HEIGHT = 1200, 800
DAY: tuple[Colour, Colour] = ((74, 128, 184), (214, 228, 236))
DUSK: tuple[Colour, Colour] = ((38, 42, 84), (242, 158, 92))
GREY: tuple[Colour, Colour] = ((122, 134, 146), (206, 210, 212))
NIGHT: tuple[Colour, Colour] = ((8, 12, 30), (44, 58, 92))
DAWN: tuple[Colour, Colour] = ((92, 112, 160), (250, 208, 176))


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """A colour between two; ``share`` 0 is the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def gradient(top: Colour, bottom: Colour, box: tuple[int, int, int, int]) -> Image.Image:
    """A vertical gradient of a box's size."""
    height = box[3] - box[1]
    strip = Image.new("RGB", (1, height))
    strip.putdata([mix(top, bottom, row / height) for row in range(height)])
    return strip.resize((box[2] - box[0], height))


class Canvas:
    """A photo in the making."""

    def __init__(self, seed: int) -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT))
        self.draw = ImageDraw.Draw(self.image)
        self.random = random.Random(seed)

    def fill(self, top: Colour, bottom: Colour, box: tuple[int, int, int, int]) -> None:
        self.image.paste(gradient(top, bottom, box), box[:2])

    def sky(self, colours: tuple[Colour, Colour], horizon: int) -> None:
        self.fill(*colours, (0, 0, WIDTH, horizon))

    def soft(self, paint: Callable[[ImageDraw.ImageDraw], None], blur: float, share: float) -> None:
        """Paint something white on a mask, blur it, and lay it over as light."""
        mask = Image.new("L", (WIDTH, HEIGHT))
        paint(ImageDraw.Draw(mask))
        mask = mask.filter(ImageFilter.GaussianBlur(blur)).point(lambda value: value * share)
        self.image.paste(Image.new("RGB", (WIDTH, HEIGHT), (255, 250, 240)), mask=mask)

    def clouds(self, low: int, high: int, number: int = 9, share: float = 0.6) -> None:
        def paint(draw: ImageDraw.ImageDraw) -> None:
            for _ in range(number):
                x, y = self.random.randint(-100, WIDTH), self.random.randint(low, high)
                for _ in range(6):
                    w, h = self.random.randint(80, 220), self.random.randint(18, 46)
                    dx, dy = self.random.randint(-120, 120), self.random.randint(-16, 16)
                    draw.ellipse((x + dx, y + dy, x + dx + w, y + dy + h), fill=210)

        self.soft(paint, 16, share)

    def sun(self, x: int, y: int, radius: int = 46) -> None:
        self.soft(lambda d: d.ellipse(around(x, y, radius * 3), fill=150), 70, 0.8)
        self.soft(lambda d: d.ellipse(around(x, y, radius), fill=255), 4, 1.0)

    def sea(self, near: Colour, far: Colour, horizon: int) -> None:
        self.fill(far, near, (0, horizon, WIDTH, HEIGHT))
        for _ in range(170):
            y = self.random.randint(horizon + 4, HEIGHT - 4)
            depth = (y - horizon) / (HEIGHT - horizon)
            x, length = self.random.randint(0, WIDTH), 20 + int(130 * depth)
            light = mix(mix(far, near, depth), (240, 246, 250), 0.13 + 0.15 * depth)
            self.draw.line((x, y, x + length, y), fill=light, width=1 + int(3 * depth))

    def hills(self, base: int, height: int, colour: Colour, bottom: int = HEIGHT) -> None:
        points: list[Point] = [(0, bottom)]
        level = float(self.random.randint(0, height))
        for x in range(0, WIDTH + 60, 60):
            level = min(max(level + self.random.randint(-height // 3, height // 3), 0), height)
            points.append((x, base - level))
        self.draw.polygon([*points, (WIDTH, bottom)], fill=colour)

    def shape(self, points: Sequence[Point], at: Point, size: float, colour: Colour) -> None:
        """A polygon given in units, placed and scaled; a negative x in units points left."""
        x, y = at
        self.draw.polygon([(x + px * size, y + py * size) for px, py in points], fill=colour)

    def person(self, x: float, feet: float, height: float, coat: Colour, skin: Colour) -> None:
        h = height
        dark = mix(coat, (0, 0, 0), 0.35)
        for side in (-1, 1):
            leg = (x + side * 0.07 * h - 0.05 * h, feet - 0.48 * h)
            self.draw.rectangle((*leg, leg[0] + 0.1 * h, feet), fill=dark)
            arm = (x + side * 0.17 * h - 0.04 * h, feet - 0.82 * h)
            self.draw.rounded_rectangle((*arm, arm[0] + 0.08 * h, feet - 0.42 * h), 6, fill=dark)
        body = (x - 0.15 * h, feet - 0.84 * h, x + 0.15 * h, feet - 0.44 * h)
        self.draw.rounded_rectangle(body, 0.06 * h, fill=coat)
        self.draw.ellipse(around(x, feet - 0.92 * h, 0.075 * h), fill=skin)

    def flag(self, x: float, top: float, size: float, stripes: Sequence[Colour]) -> None:
        self.draw.line((x, top, x, top + 3.2 * size), fill=(90, 80, 60), width=6)
        for number, colour in enumerate(stripes):
            y = top + number * size / len(stripes)
            box = (x, y, x + 1.5 * size, y + size / len(stripes) + 1)
            self.draw.rectangle(box, fill=colour)


def around(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    """The box of a circle."""
    return (x - radius, y - radius, x + radius, y + radius)


# ------------------------------------------------------------------------------ things

HULL = [(-5, 0), (5.2, 0), (6, -1.1), (4.4, -0.8), (-5.3, -0.75)]
HOUSE = [(-2.6, -0.7), (-2.6, -1.5), (-1.2, -1.5), (-1, -1.1), (0.2, -1.1), (0.4, -2.3)]
BRIDGE = [(1.8, -2.3), (2.4, -1.4), (3, -0.7)]
MAST = [(0.7, -2.2), (0.95, -4.4), (1.1, -4.4), (1.35, -2.2)]
FUNNEL = [(-1, -1.4), (-0.9, -2.2), (-0.2, -2.2), (-0.1, -1)]
JET_SIDE = [
    (-5, -0.1), (-4.6, -0.5), (-4.3, -2), (-3.4, -2), (-2.2, -0.65), (0.6, -0.75), (1.4, -1.15),
    (2.4, -1.05), (3.4, -0.45), (5.6, 0), (3.2, 0.35), (-4.2, 0.35),
]  # fmt: skip
JET_WING = [(-2.6, 0.1), (1.2, 0.05), (-1.8, 1.1), (-2.8, 1.1)]
JET_ABOVE = [
    (0, -5), (0.35, -3.6), (0.5, -1.6), (3.4, 1.4), (3.4, 2), (0.7, 1.7), (0.7, 2.9), (1.8, 3.9),
    (1.8, 4.3), (0, 3.9), (-1.8, 4.3), (-1.8, 3.9), (-0.7, 2.9), (-0.7, 1.7), (-3.4, 2),
    (-3.4, 1.4), (-0.5, -1.6), (-0.35, -3.6),
]  # fmt: skip
AIRLINER = [
    (-6, -0.3), (-5.6, -2.1), (-4.9, -2.1), (-3.7, -0.65), (4.6, -0.65), (5.8, -0.1), (4.6, 0.5),
    (-3.8, 0.5),
]  # fmt: skip
AIRLINER_WING = [(1.6, 0.2), (-0.2, 0.2), (-3, 1.7), (-2.4, 1.75)]
HELICOPTER = [
    (-5.4, -0.8), (-5.2, -1.6), (-4.8, -1.6), (-4.5, -0.65), (-1.2, -0.5), (-0.8, -1.1), (1, -1.1),
    (2.3, -0.3), (2.6, 0.3), (1.9, 0.75), (-1, 0.75), (-1.5, 0.1), (-4.6, -0.35),
]  # fmt: skip
TRUCK = [(-2, 0), (-2, -1.4), (0.7, -1.4), (0.7, -1), (1.3, -1), (1.7, -0.5), (2.1, -0.4), (2.1, 0)]
DRONE = [
    (0, -1.6), (0.3, -0.6), (3.6, -0.5), (3.6, -0.1), (0.35, 0.1), (0.25, 1.5), (1, 2), (1, 2.3),
    (-1, 2.3), (-1, 2), (-0.25, 1.5), (-0.35, 0.1), (-3.6, -0.1), (-3.6, -0.5), (-0.3, -0.6),
]  # fmt: skip


def warship(canvas: Canvas, at: Point, size: float, colour: Colour) -> None:
    """A frigate from the side, bow to the right, with its bow wave."""
    for points, shade in (
        (HOUSE + BRIDGE, 0.12), (MAST, 0.25), (FUNNEL, 0.3), (HULL, 0.0),
    ):  # fmt: skip
        canvas.shape(points, at, size, mix(colour, (20, 24, 30), shade))
    x, y = at
    draw = canvas.draw
    draw.rectangle((x + 3.3 * size, y - 1.15 * size, x + 3.9 * size, y - 0.8 * size), fill=colour)
    draw.line((x + 3.8 * size, y - size, x + 4.8 * size, y - 1.15 * size), fill=colour, width=4)
    for window in range(7):
        left = x + (0.6 + 0.17 * window) * size
        draw.rectangle(
            (left, y - 2.05 * size, left + 0.1 * size, y - 1.9 * size), fill=(40, 52, 64)
        )
    canvas.soft(
        lambda d: d.polygon(
            [(x - 7 * size, y + 6), (x + 6 * size, y - 10), (x + 5.4 * size, y + 12)], fill=230
        ),
        5,
        0.8,
    )


def truck(canvas: Canvas, at: Point, size: float, colour: Colour) -> None:
    """A lorry from the side, facing right."""
    canvas.shape(TRUCK, at, size, colour)
    x, y = at
    box = (x + 0.85 * size, y - 0.9 * size, x + 1.3 * size, y - 0.55 * size)
    canvas.draw.rectangle(box, fill=(150, 170, 180))
    for wheel in (-1.4, -0.5, 1.3):
        canvas.draw.ellipse(around(x + wheel * size, y, 0.34 * size), fill=(28, 28, 26))


def pine(canvas: Canvas, x: float, foot: float, height: float, snow: bool) -> None:  # noqa: FBT001  a scene either has snow or not
    """A conifer, with snow on it or without."""
    green = (38, 66, 58)
    for tier in range(4):
        top = foot - height + tier * height * 0.2
        half = height * (0.1 + 0.06 * tier)
        points = [(x, top), (x + half, top + height * 0.34), (x - half, top + height * 0.34)]
        canvas.draw.polygon(points, fill=green)
        if snow:
            tip = [
                (x, top),
                (x + half * 0.5, top + height * 0.16),
                (x - half * 0.7, top + height * 0.2),
            ]
            canvas.draw.polygon(tip, fill=(226, 234, 240))
