"""Scenes drawn for the site's photos: ships, aircraft, people, weather.

Every function paints on a canvas 1200 by 800 and can be given other colours and another seed, so
that one scene makes several photos.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.newsroom.drawing import (
    AIRLINER,
    AIRLINER_WING,
    DAWN,
    DAY,
    DRONE,
    DUSK,
    GREY,
    HEIGHT,
    HELICOPTER,
    JET_ABOVE,
    JET_SIDE,
    JET_WING,
    NIGHT,
    WIDTH,
    Canvas,
    Colour,
    around,
    mix,
    pine,
    truck,
    warship,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL import Image, ImageDraw


def _ellipse(box: tuple[float, float, float, float]) -> Callable[[ImageDraw.ImageDraw], None]:
    return lambda draw: draw.ellipse(box, fill=255)


def at_sea(
    seed: int, sky: tuple[Colour, Colour] = DAY, hull: Colour = (116, 126, 134)
) -> Image.Image:
    """A frigate under way."""
    canvas = Canvas(seed)
    canvas.sky(sky, 430)
    if sky in (DUSK, DAWN):
        canvas.sun(260, 380)
    canvas.clouds(40, 300)
    canvas.sea(mix(sky[0], (10, 34, 50), 0.6), mix(sky[1], (70, 100, 120), 0.55), 430)
    warship(canvas, (610, 560), 78, hull)
    if seed % 2:
        warship(canvas, (1010, 442), 20, mix(hull, sky[1], 0.35))
    return canvas.image


def homecoming(seed: int, sky: tuple[Colour, Colour] = GREY) -> Image.Image:
    """Families on the pier, a ship coming alongside."""
    canvas = Canvas(seed)
    canvas.sky(sky, 420)
    canvas.clouds(30, 260, share=0.4)
    canvas.hills(420, 90, mix(sky[0], (50, 70, 70), 0.5), 430)
    canvas.sea((54, 78, 92), (120, 142, 152), 420)
    warship(canvas, (590, 560), 84, (128, 136, 142))
    canvas.fill((126, 122, 116), (92, 88, 84), (0, 640, WIDTH, HEIGHT))
    coats = [
        (150, 42, 44),
        (40, 60, 110),
        (214, 170, 60),
        (60, 100, 74),
        (90, 60, 100),
        (36, 38, 44),
    ]
    skins = [(236, 200, 172), (150, 104, 76), (206, 162, 130)]
    for number in range(15):
        x = 50 + number * 78 + canvas.random.randint(-18, 18)
        tall = canvas.random.choice((150, 190, 200, 110))
        feet = 745 + canvas.random.randint(-14, 24)
        canvas.person(x, feet, tall, canvas.random.choice(coats), canvas.random.choice(skins))
        if number % 4 == 1:
            canvas.flag(
                x + 30, feet - tall - 30, 34, [(180, 40, 44), (244, 244, 240), (180, 40, 44)]
            )
    return canvas.image


def in_hangar(seed: int, paint: Colour = (150, 156, 160)) -> Image.Image:
    """A fighter in a lit hangar, mechanics around it."""
    canvas = Canvas(seed)
    canvas.fill((58, 62, 66), (84, 86, 86), (0, 0, WIDTH, 520))
    canvas.fill((150, 148, 142), (104, 102, 98), (0, 520, WIDTH, HEIGHT))
    for rib in range(9):
        box = (-160 + rib * 24, -260 + rib * 40, 1360 - rib * 24, 1400)
        canvas.draw.arc(box, 180, 360, fill=mix((46, 50, 54), (128, 130, 128), rib / 9), width=10)
    canvas.soft(lambda d: d.rectangle((350, 180, 850, 520), fill=235), 10, 0.95)
    for lamp in range(5):
        x = 160 + lamp * 220
        canvas.soft(_ellipse((x - 50, 40, x + 50, 66)), 8, 1.0)
    canvas.soft(lambda d: d.ellipse((200, 620, 1000, 700), fill=0), 10, 0.0)
    canvas.shape([(-5, 0), (5, 0), (4.6, 0.5), (-4.6, 0.5)], (600, 640), 88, (82, 80, 78))
    canvas.shape(JET_SIDE, (590, 560), 92, paint)
    canvas.shape(JET_WING, (590, 560), 92, mix(paint, (30, 34, 40), 0.4))
    canvas.shape([(1.4, -1.1), (2.3, -1), (3.1, -0.5), (1.2, -0.7)], (590, 560), 92, (60, 84, 100))
    for wheel in (-180, 260):
        canvas.draw.line((590 + wheel, 590, 590 + wheel, 650), fill=(60, 60, 60), width=9)
        canvas.draw.ellipse(around(590 + wheel, 655, 24), fill=(24, 24, 24))
    for x, coat in ((160, (70, 84, 66)), (960, (70, 84, 66)), (1060, (40, 62, 104))):
        canvas.person(x, 730, 250, coat, (214, 172, 142))
    return canvas.image


def on_parade(seed: int, coat: Colour = (48, 62, 50), beret: Colour = (120, 30, 36)) -> Image.Image:
    """Ranks of soldiers on a square, flags above."""
    canvas = Canvas(seed)
    canvas.sky(DAY, 380)
    canvas.clouds(20, 220)
    canvas.fill((196, 182, 160), (226, 214, 196), (0, 200, WIDTH, 400))
    for window in range(14):
        x = 30 + window * 84
        canvas.draw.rectangle((x, 236, x + 40, 300), fill=(96, 110, 124))
        canvas.draw.rectangle((x, 330, x + 40, 396), fill=(96, 110, 124))
    canvas.draw.polygon([(0, 200), (60, 140), (1140, 140), (WIDTH, 200)], fill=(120, 78, 64))
    canvas.fill((172, 166, 156), (140, 134, 126), (0, 396, WIDTH, HEIGHT))
    for row in range(4):
        tall, feet = 150 + row * 34, 500 + row * 84
        for column in range(12 - row):
            x = 80 + row * 26 + column * (92 + row * 8)
            canvas.person(x, feet, tall, coat, (222, 184, 154))
            top = feet - tall
            canvas.draw.pieslice(
                (x - 0.09 * tall, top - 4, x + 0.09 * tall, top + 0.13 * tall), 180, 360, fill=beret
            )
    for number, stripes in enumerate(
        ((coat, (240, 240, 236), beret), ((30, 60, 130), (236, 200, 60)))
    ):
        canvas.flag(420 + number * 300, 60, 90, stripes)
    return canvas.image


def above_clouds(seed: int, sky: tuple[Colour, Colour] = DAY, tanker: bool = False) -> Image.Image:  # noqa: FBT001, FBT002  with or without the tanker
    """Fighters over a sea of clouds, taking fuel from a tanker or alone."""
    canvas = Canvas(seed)
    canvas.sky(sky, HEIGHT)
    if sky in (DUSK, DAWN):
        canvas.sun(960, 520)
    canvas.clouds(520, 780, 26, 0.85)
    grey = (104, 114, 124)
    if tanker:
        canvas.shape(AIRLINER, (640, 220), 84, (150, 158, 164))
        canvas.shape(AIRLINER_WING, (700, 220), 84, (104, 112, 120))
        canvas.draw.ellipse((560, 262, 680, 306), fill=(86, 92, 98))
        canvas.draw.line((140, 210, 30, 330), fill=(60, 66, 72), width=6)
        for x, y, size in ((-30, 420, 40), (330, 500, 52), (840, 600, 44)):
            canvas.shape(JET_SIDE, (x, y), size, grey)
            canvas.shape(JET_WING, (x, y), size, mix(grey, (20, 30, 40), 0.4))
    else:
        for x, y, size in ((560, 400, 66), (240, 560, 40), (930, 250, 36)):
            canvas.shape(JET_ABOVE, (x, y), size, grey)
            canvas.shape(
                [(-0.3, -3), (0, -3.9), (0.3, -3), (0.3, -2), (-0.3, -2)],
                (x, y),
                size,
                (46, 66, 84),
            )
    return canvas.image


def in_snow(seed: int, sky: tuple[Colour, Colour] = GREY) -> Image.Image:
    """A file of ski troops between pines."""
    canvas = Canvas(seed)
    canvas.sky(sky, 420)
    canvas.hills(420, 210, mix(sky[1], (168, 184, 204), 0.6))
    canvas.hills(460, 120, (206, 216, 228))
    canvas.fill((226, 232, 240), (248, 250, 252), (0, 470, WIDTH, HEIGHT))
    for number in range(16):
        x = number * 80 + canvas.random.randint(-20, 20)
        pine(
            canvas,
            x,
            480 + canvas.random.randint(0, 26),
            150 + canvas.random.randint(0, 110),
            snow=True,
        )
    for number in range(5):
        x, tall = 220 + number * 190, 150 + number * 22
        feet = 590 + number * 30
        canvas.person(x, feet, tall, (212, 220, 222), (214, 176, 150))
        canvas.draw.rectangle(
            (x - 0.2 * tall, feet - 0.8 * tall, x - 0.1 * tall, feet - 0.5 * tall),
            fill=(84, 96, 74),
        )
        canvas.draw.line(
            (x - 0.6 * tall, feet + 4, x + 0.6 * tall, feet + 4), fill=(110, 84, 60), width=6
        )
        canvas.draw.line(
            (x + 0.2 * tall, feet - 0.5 * tall, x + 0.4 * tall, feet), fill=(70, 70, 74), width=4
        )
    pine(canvas, 1110, 800, 480, snow=True)
    return canvas.image


def meeting(
    seed: int, flags: Sequence[Sequence[Colour]] = (), drape: Colour = (30, 54, 104)
) -> Image.Image:
    """Two people shaking hands before flags."""
    canvas = Canvas(seed)
    canvas.fill(drape, mix(drape, (0, 0, 0), 0.35), (0, 0, WIDTH, 640))
    for fold in range(0, WIDTH, 75):
        canvas.draw.rectangle((fold, 0, fold + 26, 640), fill=mix(drape, (255, 255, 255), 0.07))
    canvas.fill((128, 104, 80), (96, 76, 58), (0, 640, WIDTH, HEIGHT))
    for number, stripes in enumerate(flags):
        canvas.flag(120 + number * 250, 110, 130, stripes)
    suits = ((36, 40, 52), (58, 62, 70))
    for side, x, suit in ((1, 450, suits[0]), (-1, 750, suits[1])):
        canvas.draw.rounded_rectangle((x - 90, 320, x + 90, 800), 46, fill=suit)
        canvas.draw.polygon([(x - 26, 322), (x + 26, 322), (x, 450)], fill=(238, 238, 236))
        canvas.draw.polygon(
            [(x - 7, 330), (x + 7, 330), (x + 4, 440), (x - 4, 440)], fill=(150, 40, 44)
        )
        canvas.draw.ellipse((x - 56, 180, x + 56, 326), fill=(222, 182, 152))
        canvas.draw.pieslice((x - 60, 164, x + 60, 290), 175, 365, fill=(74, 62, 52))
        canvas.draw.line(
            (x + side * 70, 400, x + side * 142, 545), fill=mix(suit, (0, 0, 0), 0.2), width=50
        )
    canvas.draw.ellipse((565, 520, 635, 576), fill=(222, 182, 152))
    return canvas.image


def river_bridge(seed: int, sky: tuple[Colour, Colour] = DAY) -> Image.Image:
    """A floating bridge, lorries crossing."""
    canvas = Canvas(seed)
    canvas.sky(sky, 372)
    canvas.clouds(20, 220)
    canvas.hills(350, 110, (92, 116, 84))
    canvas.sea((58, 92, 96), (120, 150, 150), 370)
    canvas.hills(390, 36, (74, 98, 64), 392)
    for pontoon in range(9):
        x = -20 + pontoon * 140
        canvas.draw.rounded_rectangle((x, 556, x + 124, 606), 18, fill=(70, 82, 62))
    canvas.draw.rectangle((0, 540, WIDTH, 566), fill=(108, 112, 96))
    for x in (180, 560, 940):
        truck(canvas, (x, 528), 68, (78, 92, 64))
    for x in (60, 380, 760):
        canvas.person(x, 548, 92, (70, 84, 58), (210, 168, 138))
    canvas.hills(800, 90, (84, 100, 58))
    return canvas.image


def helicopter(
    seed: int, sky: tuple[Colour, Colour] = DUSK, paint: Colour = (44, 50, 50)
) -> Image.Image:
    """A helicopter low over hills."""
    canvas = Canvas(seed)
    canvas.sky(sky, 640)
    if sky in (DUSK, DAWN):
        canvas.sun(880, 470)
    canvas.clouds(60, 300, share=0.45)
    canvas.hills(620, 150, mix(sky[1], (60, 64, 84), 0.6))
    canvas.hills(700, 110, (50, 56, 58))
    canvas.shape(HELICOPTER, (640, 330), 92, paint)
    canvas.shape([(1, -0.8), (2.1, -0.25), (2.4, 0.2), (0.9, 0.2)], (640, 330), 92, (130, 160, 176))
    canvas.draw.rectangle((470, 278, 560, 372), fill=mix(paint, (255, 255, 255), 0.14))
    canvas.draw.rectangle((630, 196, 646, 236), fill=paint)
    canvas.soft(lambda d: d.ellipse((210, 184, 1060, 208), fill=200), 3, 0.55)
    canvas.draw.line((560, 420, 780, 420), fill=paint, width=8)
    canvas.draw.ellipse(around(165, 225, 54), outline=mix(paint, (200, 200, 200), 0.4), width=5)
    return canvas.image


def dishes(seed: int) -> Image.Image:
    """Satellite dishes under the stars."""
    canvas = Canvas(seed)
    canvas.sky(NIGHT, 640)
    for _ in range(150):
        x, y = canvas.random.randint(0, WIDTH), canvas.random.randint(0, 560)
        canvas.draw.ellipse(around(x, y, canvas.random.choice((1, 1, 2))), fill=(214, 222, 240))
    canvas.hills(640, 80, (24, 32, 46))
    canvas.fill((30, 38, 40), (14, 18, 22), (0, 640, WIDTH, HEIGHT))
    for x, size in ((300, 1.5), (690, 1.0), (950, 0.72)):
        foot = 690
        canvas.draw.polygon(
            [
                (x - 60 * size, foot),
                (x + 60 * size, foot),
                (x + 12, foot - 230 * size),
                (x - 12, foot - 230 * size),
            ],
            fill=(120, 128, 140),
        )
        dish = (x - 150 * size, foot - 420 * size, x + 150 * size, foot - 190 * size)
        canvas.draw.ellipse(dish, fill=(206, 212, 222))
        inner = tuple(value + shift for value, shift in zip(dish, (14, 10, -10, -22), strict=True))
        canvas.draw.ellipse(inner, fill=(160, 168, 184))
        canvas.draw.line(
            (x, foot - 300 * size, x + 50 * size, foot - 430 * size), fill=(230, 232, 236), width=5
        )
    canvas.soft(lambda d: d.rectangle((1040, 610, 1130, 650), fill=255), 6, 0.8)
    return canvas.image


def drone_over_field(seed: int, field: Colour = (196, 168, 62)) -> Image.Image:
    """A small uncrewed aircraft above a field, its crew below."""
    canvas = Canvas(seed)
    canvas.sky(DAWN, 520)
    canvas.clouds(60, 280)
    canvas.hills(530, 40, (84, 104, 70))
    canvas.fill(field, mix(field, (60, 50, 20), 0.5), (0, 520, WIDTH, HEIGHT))
    for furrow in range(-12, 26):
        line = (600 + (furrow - 7) * 30, 522, 600 + (furrow - 7) * 150, HEIGHT)
        canvas.draw.line(line, fill=mix(field, (70, 60, 20), 0.4), width=4)
    canvas.shape(DRONE, (640, 230), 74, (70, 76, 78))
    canvas.draw.ellipse(around(640, 150, 15), fill=(30, 34, 38))
    for x, tall in ((210, 260), (330, 240)):
        canvas.person(x, 760, tall, (88, 98, 70), (214, 172, 142))
    canvas.draw.rectangle((360, 640, 430, 690), fill=(40, 44, 44))
    return canvas.image


def submarine(seed: int, sky: tuple[Colour, Colour] = GREY) -> Image.Image:
    """A submarine on the surface, leaving harbour."""
    canvas = Canvas(seed)
    canvas.sky(sky, 400)
    canvas.clouds(20, 240, share=0.5)
    canvas.hills(404, 120, mix(sky[0], (54, 78, 66), 0.6), 408)
    canvas.sea((34, 60, 76), (120, 144, 154), 400)
    black = (28, 32, 38)
    canvas.shape(
        [(-6, 0.1), (-5.4, -0.35), (3.8, -0.55), (5.4, -0.3), (5.9, 0.1)], (600, 570), 84, black
    )
    canvas.shape([(0.4, -0.5), (0.55, -2), (2.3, -2), (2.6, -0.5)], (600, 570), 84, black)
    canvas.shape([(-5.6, -0.3), (-5.3, -1.2), (-4.9, -1.2), (-4.6, -0.3)], (600, 570), 84, black)
    for x in (680, 720, 750):
        canvas.draw.line((x, 300, x, 410), fill=(60, 64, 70), width=6)
    for x in (690, 735, 770):
        canvas.person(x, 404, 48, (200, 120, 40), (222, 184, 154))
    canvas.soft(
        lambda d: d.polygon([(90, 590), (1130, 572), (1080, 596), (300, 606)], fill=220), 6, 0.7
    )
    return canvas.image


def parachutes(seed: int, sky: tuple[Colour, Colour] = DAY) -> Image.Image:
    """Cargo pallets under parachutes, the aircraft that dropped them above."""
    canvas = Canvas(seed)
    canvas.sky(sky, 660)
    canvas.clouds(60, 400)
    canvas.shape(AIRLINER, (880, 130), 44, (96, 104, 104))
    canvas.shape(AIRLINER_WING, (900, 130), 44, (70, 78, 78))
    canvas.hills(670, 70, (104, 116, 82))
    canvas.fill((150, 150, 96), (104, 100, 64), (0, 668, WIDTH, HEIGHT))
    for x, y, size in ((250, 330, 1.5), (560, 220, 1.0), (800, 400, 1.25), (1040, 300, 0.8)):
        dome = (x - 90 * size, y - 80 * size, x + 90 * size, y + 80 * size)
        canvas.draw.pieslice(dome, 180, 360, fill=(86, 104, 74))
        for line in (-90, -45, 0, 45, 90):
            canvas.draw.line((x + line * size, y, x, y + 130 * size), fill=(70, 74, 70), width=2)
        box = (x - 24 * size, y + 120 * size, x + 24 * size, y + 166 * size)
        canvas.draw.rectangle(box, fill=(150, 116, 70))
    return canvas.image
