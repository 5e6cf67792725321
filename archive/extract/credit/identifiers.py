"""Image numbers that are printed with credits."""

from __future__ import annotations

import re
from typing import Final

VIRIN: Final = re.compile(
    r"(?<![\w-])(?:\d{2})?\d{6}-[A-Z]-[A-Z0-9]{5}-\d{3,4}[A-Z]?(?:-[A-Z]{2})?(?![\w-])"
)
"""Visual Information Record Identification Number: ``[YY]YYMMDD-S-XXXXX-NNN[N][-CC]``."""

IMAGE_NUMBER: Final = re.compile(
    r"""(?<![\w-])(?:
      [A-Z]{2}\d{2,4}-[A-Z]?\d{2,4}-\d{2,4}(?:-\d{2,4})?    # Canadian forces: IS2016-0012-03
    | [A-Z]{2,4}-[A-Z]{2}-\d{2}-\d{5}                       # former DoD numbers: DN-SC-04-12345
    | \d{8}(?:ran|raaf|adf|army)\d{7}(?:_\d{2,4})?          # Australian forces
    | MOD-\d{8}-?\w*                                        # UK Defence Imagery
    | (?:NH|NHHC|USN)[ -]\d{4,7}(?:-[A-Z]+)?                # Naval History and Heritage Command
    | \d{8}[A-Z]{2,4}\d{3,4}[A-Z]\d{2,4}                     # Canadian forces: 20200117ISD0001D012
    | LC-[A-Z0-9]{2,6}-[a-z]?\d{4,}(?:-[A-Z]-\d+)?          # Library of Congress: LC-USZ62-123456
    | \d{2,3}-[A-Z]{1,2}-\d{3,6}[A-Z]?                      # US National Archives: 80-G-12345
    | (?<=Bild\ )\d{2,3}[IVX]*(?:-[A-Z]*\d*)+\d[A-Z]?        # German Federal Archives:
                                                            # 183-B14898, 101I-578-1936-07
    | B\ \d{3}\ Bild-[A-Z]?\d{4,}(?:-\d+)*                   # the same: B 145 Bild-F016123-0012
    | UNI?\d{6,7}                                           # UNICEF
    | (?<=SA-kuva\ )\d{3,6}                                 # Finnish defence forces, 1939 to 1945
    | (?:(?<=War\ Memorial\ )|(?<=War\ Memorial,\ )|(?<=AWM\ ))[A-Z]{0,3}\d{5,6}  # Australia's
    | (?:TERRE|SPA|DG)\ \d+[\w-]*(?:\ [A-Z]{1,2}\ \d+)?       # ECPAD: SPA 18 R 904
    | epa\d{8}                                              # European Pressphoto Agency
    | \d{4}_\d{6}                                           # NIMH, The Hague
    | (?<=\()\d{6}-\d{1,4}(?=\))                            # regional papers: (010521-27)
    | (?:(?<=IWM[ ])|(?<=War[ ]Museum[ ])|(?<=War[ ]Museums[ ])
      |(?<=IWM[, ][ (])|(?<=War[ ]Museum[, ][ (])|(?<=War[ ]Museums[, ][ (]))
      (?:Q|E|A|B|H|HU|TR|CH|CL|MH|NA|D|FL|EA)\ \d{2,6}      # Imperial War Museum: (Q 12345);
    )(?![\w-])                                              # elsewhere an aeroplane: (A 400)
    """,
    re.VERBOSE,
)


def find_identifier(text: str) -> re.Match[str] | None:
    """Give the first image number in ``text``, a VIRIN before any other."""
    return VIRIN.search(text) or IMAGE_NUMBER.search(text)
