"""What a credit says of the right to reprint, in words."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """One kind of right.

    Attributes:
        label: its name.
        meaning: what it means for someone who wants to reprint the photo.
    """

    label: str
    meaning: str


RIGHTS = {
    "us-government": Kind(
        "US government",
        "Credited to the US government. Works of its employees made on duty are in the public "
        "domain in the United States (17 U.S.C. § 105); give the credit, and do not suggest "
        "endorsement.",
    ),
    "crown-or-other-government": Kind(
        "Crown or other government",
        "Credited to a ministry or armed force outside the United States. Such works have a "
        "copyright; many ministries let the press use them under terms of their own.",
    ),
    "agency": Kind(
        "Agency",
        "Credited to a picture agency. To be reprinted only with a licence from it.",
    ),
    "company": Kind(
        "Company",
        "Credited to a company. Press pictures mostly come with terms of use; ask its press "
        "office.",
    ),
    "creative-commons-or-ogl": Kind(
        "Creative Commons or OGL",
        "Published under an open licence. Follow its terms: most ask for the name and the "
        "licence, some forbid changes or commercial use.",
    ),
    "courtesy-or-handout": Kind(
        "Courtesy or handout",
        "Handed out for one occasion, mostly without a right to use it again. Ask whoever gave "
        "it out.",
    ),
    "own-staff-or-freelance": Kind(
        "Own staff or freelance",
        "Taken by or for the outlet. To be reprinted only with leave from it or the photographer.",
    ),
    "unknown": Kind(
        "Unknown",
        "The credit names nobody whose terms could be told from it. Ask the outlet.",
    ),
}
"""By the index's name of each."""

NO_CREDIT = Kind(
    "No credit", "The page names nobody for this photo. Treat it as all rights reserved."
)
CAUTION = "The words of a credit are no licence: check with the rights holder before you reprint."
