"""Draws the site's photos into ``static/``: ``python -m tests.newsroom.make_photos``.

The files are committed; run this only after changing what is drawn or stamped.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image

from tests.newsroom import scenes, stamp
from tests.newsroom.drawing import DAWN, DAY, DUSK, GREY
from tests.newsroom.stories import HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

STATIC = HERE / "static"
LARGEST = 38_000
RED, WHITE, BLUE, YELLOW = (190, 40, 44), (240, 240, 238), (34, 60, 130), (238, 200, 60)


@dataclass(frozen=True)
class Print:
    """One photo: its scene, its files with their widths in pixels, and what is stamped on them.

    The first file is the original; the others keep the stamps only where ``stamp_all`` says so,
    because most sites lose them on resizing.
    """

    scene: Callable[[], Image.Image]
    files: Mapping[str, int]
    iim: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    xmp: Mapping[str, str | Sequence[str] | Mapping[str, str]] = field(default_factory=dict)
    licensor: str = ""
    exif: Mapping[int, str] = field(default_factory=dict)
    iim_encoding: str = "utf-8"
    stamp_all: bool = False


def wordpress(name: str, *widths: int) -> dict[str, int]:
    """The original and its resized copies, as WordPress names them."""
    files = {f"wp-content/uploads/{name}.jpg": 1200}
    files |= {
        f"wp-content/uploads/{name}-{width}x{round(width * 2 / 3)}.jpg": width for width in widths
    }
    return files


def make() -> None:
    """Draw every photo and write its files."""
    for photo in PRINTS:
        scene = photo.scene()
        for number, (name, width) in enumerate(photo.files.items()):
            path = STATIC / name
            path.parent.mkdir(parents=True, exist_ok=True)
            stamped = photo.stamp_all or number == 0
            path.write_bytes(jpeg(scene, width, photo if stamped else None))
    logo()


def jpeg(scene: Image.Image, width: int, stamps: Print | None) -> bytes:
    """A JPEG of at most `LARGEST` bytes, at the best quality that fits."""
    size = (width, round(width * scene.height / scene.width))
    image = scene.resize(size, Image.Resampling.LANCZOS)
    options: dict[str, object] = {}
    if stamps is not None:
        if stamps.iim:
            options["extra"] = stamp.app13(stamp.iim(stamps.iim, stamps.iim_encoding))
        if stamps.xmp:
            options["xmp"] = stamp.xmp(stamps.xmp, stamps.licensor)
        if stamps.exif:
            exif = Image.Exif()
            exif.update(stamps.exif)
            options["exif"] = exif
    for quality in range(82, 20, -4):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True, progressive=True, **options)
        if out.tell() <= LARGEST:
            return out.getvalue()
    msg = f"no quality fits {LARGEST} bytes at {size}"
    raise ValueError(msg)


def logo() -> None:
    """The site's furniture: logo, avatar, share button; small enough that nobody wants them."""
    assets = STATIC / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    ship = scenes.at_sea(2, DUSK)
    ship.crop((200, 150, 1100, 750)).resize((240, 160)).convert("P").save(assets / "logo.png")
    scenes.meeting(9).crop((360, 150, 540, 330)).resize((90, 90)).save(assets / "avatar.jpg")
    Image.new("RGB", (24, 24), BLUE).save(assets / "share.png")


PRINTS = (
    Print(
        lambda: scenes.meeting(
            9, [(RED, WHITE, BLUE), (RED, RED), (BLUE, BLUE), (BLUE, WHITE, RED)]
        ),
        wordpress("2016/10/carter-isik-otan", 1024, 300),
        iim={
            "by_line": "Tech. Sgt. Brigitte N. Brantley",
            "by_line_title": "Photographer",
            "credit": "DoD",
            "source": "OSD Public Affairs",
            "caption": "Secretary of Defense Ash Carter meets with Turkish Minister of National"
            " Defence Fikri Isik during a NATO Defense Ministerial in Brussels, Oct. 26, 2016."
            " (DoD photo by U.S. Air Force Tech. Sgt. Brigitte N. Brantley)",
            "date_created": "20161026",
            "time_created": "103000+0200",
            "copyright_notice": "Public Domain",
        },
    ),
    Print(
        lambda: scenes.homecoming(3),
        wordpress("2026/03/homecoming-mayport", 1024, 300),
        iim={
            "object_name": "260312-N-WD219-1044",
            "by_line": "Petty Officer 2nd Class Dana Whitlock",
            "credit": "U.S. Navy",
            "source": "Navy Public Affairs Support Element East",
            "caption": "260312-N-WD219-1044 MAYPORT, Fla. (March 12, 2026) Families wave as the"
            " frigate USS Tobias Grant comes alongside at Naval Station Mayport. (U.S. Navy photo"
            " by Mass Communication Specialist 2nd Class Dana Whitlock/Released)",
            "headline": "USS Tobias Grant returns to Mayport",
            "date_created": "20260312",
            "instructions": "RELEASED",
            "transmission_reference": "260312-N-WD219-1044",
        },
        xmp={
            "dc:creator": ["Petty Officer 2nd Class Dana Whitlock"],
            "photoshop:Credit": "U.S. Navy",
            "xmpRights:WebStatement": "https://www.dimoc.mil/resources/limitations/",
        },
    ),
    Print(lambda: scenes.at_sea(2, DUSK), wordpress("2026/03/grant-at-dusk", 300)),
    Print(lambda: scenes.helicopter(16, DAY), wordpress("2026/03/grant-helicopter", 300)),
    Print(
        lambda: scenes.above_clouds(6, DAY, tanker=True),
        {
            "resizer/v2/K7QHARBRF5DYNAIEFMGM2TOWXA.jpg": 1200,
            "resizer/v2/K7QHARBRF5DYNAIEFMGM2TOWXA-800.jpg": 800,
            "resizer/v2/K7QHARBRF5DYNAIEFMGM2TOWXA-400.jpg": 400,
        },
        iim={
            "by_line": "Staff Sgt. Priya Halvorsen",
            "credit": "U.S. Air Force",
            "source": "Digital",
            "headline": "Quiet Heron 2026",
            "caption": "Fighter aircraft wait to refuel over the southern Baltic during Exercise"
            " Quiet Heron, Feb. 4, 2026.",
            "date_created": "20260204",
            "transmission_reference": "260204-F-QH112-1031",
            "copyright_notice": "Public Domain",
        },
    ),
    Print(
        lambda: scenes.in_hangar(4),
        {
            "resizer/v2/M3TJQUIETHERONHANGAR4WQ5LCE.jpg": 1200,
            "resizer/v2/M3TJQUIETHERONHANGAR4WQ5LCE-800.jpg": 800,
        },
        xmp={
            "dc:creator": ["Jakub Wrona"],
            "dc:rights": "2026 Jakub Wrona",
            "dc:description": "SZCZECIN, POLAND - FEBRUARY 05: Maintainers remove a radio set for"
            " inspection on February 05, 2026. (Photo by Jakub Wrona/Getty Images)",
            "photoshop:Credit": "Getty Images",
            "photoshop:Source": "Getty Images Europe",
            "photoshop:DateCreated": "2026-02-05T11:42:10+01:00",
            "photoshop:Instructions": "For editorial use only",
            "photoshop:TransmissionReference": "776260418",
            "xmpRights:WebStatement": "https://www.gettyimages.com/eula",
            "Iptc4xmpExt:DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
        },
        licensor="https://www.gettyimages.com/detail/2260418",
    ),
    Print(
        lambda: scenes.river_bridge(10),
        {
            "2026/Mar/06/2003658821/-1/-1/0/260304-Z-KT448-1042.JPG": 1200,
            "2026/Mar/06/2003658821/1200/1200/0/260304-Z-KT448-1042.JPG": 1000,
            "2026/Mar/06/2003658821/600/400/0/260304-Z-KT448-1042.JPG": 600,
        },
        iim={
            "object_name": "Bridge Day",
            "by_line": "Sgt. 1st Class Nolan Petersmeyer",
            "by_line_title": "Public Affairs NCO",
            "credit": "West Virginia National Guard",
            "source": "Joint Force Headquarters",
            "caption": "Trucks of the 2217th Engineer Company cross a ribbon bridge laid beside the"
            " washed-out Cold Fork road, W.Va., March 4, 2026.",
            "headline": "Bridge Day",
            "date_created": "20260304",
            "transmission_reference": "260304-Z-KT448-1042",
            "instructions": "Released",
        },
        exif={0x013B: "Sgt. 1st Class Nolan Petersmeyer", 0x8298: "Public Domain"},
        stamp_all=True,
    ),
    Print(
        lambda: scenes.helicopter(11, DAWN, (62, 74, 54)),
        {
            "2026/Mar/06/2003658830/-1/-1/0/260301-Z-KT448-1007.JPG": 1200,
            "2026/Mar/06/2003658830/600/400/0/260301-Z-KT448-1007.JPG": 600,
        },
    ),
    Print(
        lambda: scenes.parachutes(21),
        {
            "dvids/photos/2603/8891204/8891204.jpg": 1200,
            "dvids/thumbs/frames/photo/2603/8891204/1000w_q95.jpg": 1000,
            "dvids/thumbs/frames/photo/2603/8891204/450w_q95.jpg": 450,
        },
        iim={
            "object_name": "260303-A-DM612-1117",
            "by_line": "Staff Sgt. Dalia Merriweather",
            "credit": "612th Aerial Delivery Company",
            "headline": "Low-level drop",
            "caption": "Bundles of training supplies fall under cargo parachutes at Fort Ansel,"
            " Ala., March 3, 2026. (U.S. Army photo by Staff Sgt. Dalia Merriweather)",
            "date_created": "20260303",
            "instructions": "Released",
        },
        stamp_all=True,
    ),
    Print(
        lambda: scenes.on_parade(22, (70, 82, 60), (60, 70, 48)),
        {
            "dvids/thumbs/frames/photo/2603/8891210/1000w_q95.jpg": 1000,
            "dvids/thumbs/frames/photo/2603/8891210/450w_q95.jpg": 450,
        },
    ),
    Print(
        lambda: scenes.at_sea(24, GREY, (150, 156, 160)),
        {
            "sites/default/files/styles/large/public/2026-03/hs2026-0112-07.jpg": 1000,
            "sites/default/files/styles/medium/public/2026-03/hs2026-0112-07.jpg": 300,
        },
        iim={
            "by_line": "Corporal Owen Tallis",
            "credit": "Canadian Armed Forces",
            "transmission_reference": "HS2026-0112-07",
            "copyright_notice": "© 2026 His Majesty the King in Right of Canada",
        },
    ),
    Print(
        lambda: scenes.in_snow(26, DUSK),
        {"sites/default/files/styles/large/public/2026-03/sounding-party.jpg": 1000},
    ),
    Print(
        lambda: scenes.dishes(12),
        {"media/2026/03/ground-station.jpg": 1200, "media/2026/03/ground-station-640.jpg": 640},
        xmp={
            "dc:creator": ["Marta Lindqvist"],
            "dc:title": {"x-default": "Kestrel Moor", "sv": "Kestrel Moor-heden"},
            "dc:description": {
                "sv": "De tre parabolerna i februari.",
                "x-default": "The three dishes in February.",
            },
            "xmpRights:WebStatement": "https://creativecommons.org/licenses/by-sa/4.0/",
        },
    ),
    Print(
        lambda: scenes.drone_over_field(27, (118, 128, 78)),
        {"media/2026/03/antenna-check.jpg": 1200, "media/2026/03/antenna-check-640.jpg": 640},
    ),
    Print(
        lambda: scenes.homecoming(31, GREY),
        wordpress("2026/02/groupe-jeanne", 1024, 300),
        iim={
            "by_line": "Camille ROUSSEL",
            "credit": "ECPAD",
            "source": "Marine nationale",
            "copyright_notice": "© Camille Roussel/Marine nationale/Défense",
            "caption": "Le groupe école quitte Brest à l\N{RIGHT SINGLE QUOTATION MARK}aube.",
            "date_created": "20260203",
        },
        iim_encoding="cp1252",
    ),
    Print(
        lambda: scenes.on_parade(32, (30, 38, 66), (240, 240, 238)),
        {"wp-content/uploads/2026/02/ceremonie-ecole-navale.jpg": 700},
    ),
    Print(
        lambda: scenes.in_snow(8),
        {
            "resource/image/5871240/landscape_ratio3x2/1200/800/schneesturm.jpg": 1200,
            "resource/image/5871240/landscape_ratio3x2/600/400/schneesturm.jpg": 600,
        },
        xmp={
            "dc:creator": ["Jonas Feldkamp"],
            "dc:rights": {"x-default": "© Bundeswehr/Jonas Feldkamp"},
            "photoshop:Credit": "Bundeswehr",
        },
    ),
    Print(
        lambda: scenes.helicopter(34, DAY, (74, 84, 62)),
        {"resource/image/5871252/landscape_ratio3x2/1200/800/hubschrauber.jpg": 1200},
    ),
    Print(lambda: scenes.drone_over_field(13), {"uploads/2026/03/bezpilotnyk.jpg": 1200}),
    Print(
        lambda: scenes.in_hangar(36, (112, 120, 96)),
        {"uploads/2026/03/maisternia.jpg": 1200},
        iim={"by_line": "Олена Гайдук", "credit": "Укрінформ"},
    ),
    Print(
        lambda: scenes.submarine(14),
        {
            "media/image/upload/submarine-departs.jpg": 1200,
            "media/image/upload/f_auto/w_960/submarine-departs.jpg": 960,
        },
        exif={
            0x013B: "LPhot Tom Aldridge",
            0x8298: "UK MOD © Crown copyright 2026",
        },
        stamp_all=True,
    ),
    Print(
        lambda: scenes.in_snow(15, DAWN),
        {
            "media/no/2026/02/vinterovelse.jpg": 1200,
            "media/no/2026/02/vinterovelse-600.jpg": 600,
            "media/no/2026/02/vinterovelse-300.jpg": 300,
        },
    ),
    Print(
        lambda: scenes.on_parade(5),
        wordpress("2026/03/old-square-parade", 1024, 300),
        iim={
            "by_line": "Miriam Castellanos",
            "by_line_title": "STR",
            "credit": "AP",
            "source": "AP",
            "copyright_notice": "Copyright 2026 The Associated Press. All rights reserved",
            "transmission_reference": "HVL101",
            "date_created": "20260228",
            "time_created": "121500+0000",
        },
    ),
    Print(lambda: scenes.in_hangar(38, (150, 120, 90)), wordpress("2026/03/workshop-hangar", 300)),
    Print(lambda: scenes.helicopter(39, GREY), wordpress("2026/03/veterans-arrive", 300)),
)


if __name__ == "__main__":
    make()
