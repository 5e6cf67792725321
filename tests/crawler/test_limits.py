from __future__ import annotations

import pytest
from scrapy.settings import Settings

from crawler.limits import LIMITS, SettingError, check_numbers
from settings import base


def test_every_number_of_the_settings_has_limits_and_is_within_them() -> None:
    ours = {
        name: value
        for name, value in vars(base).items()
        if name.isupper() and isinstance(value, int | float) and not isinstance(value, bool)
    }
    assert set(ours) <= set(LIMITS)
    check_numbers(Settings(ours))


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("WARC_GZIP_LEVEL", 0, "must be from 1 to 9"),
        ("WARC_GZIP_LEVEL", "6.5", "not a whole number"),
        ("MAX_ARTICLES", None, "not a whole number"),
        ("MAX_ARTICLES", float("inf"), "not a whole number"),
        ("DOWNLOAD_DELAY", "inf", "must be 0 or more"),
        ("DOWNLOAD_DELAY", "-0.1", "must be 0 or more"),
        ("UPDATE_MIN_INTERVAL", -1, "must be 0 or more"),
        ("DOWNLOAD_TIMEOUT", 0, "must be 0.001 or more"),
    ],
)
def test_a_number_that_cannot_be_used_is_named(name: str, value: object, reason: str) -> None:
    with pytest.raises(SettingError) as raised:
        check_numbers(Settings({name: value}), name)
    assert str(raised.value) == f"{name}={value!r}: {reason}"
