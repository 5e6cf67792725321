from __future__ import annotations

import pytest

from crawler.prospect.cms import SYSTEMS, detect_cms

PAGES = {
    "WordPress": '<img src="https://x.example/wp-content/uploads/2026/02/a.jpg">',
    "Drupal": '<script type="application/json" data-drupal-selector="drupal-settings-json">',
    "Arc XP": "<script>window.Fusion=window.Fusion||{};Fusion.contextPath='/pf'</script>",
    "AFPIMS": '<a href="/DesktopModules/ArticleCS/RSS.ashx?ContentType=1&Site=1&max=20">',
    "Liferay": "<script>Liferay.ThemeDisplay={}</script>",
    "Adobe Experience Manager": '<script src="/etc.clientlibs/site/clientlib.js"></script>',
    "TYPO3": '<link href="/typo3temp/assets/x.css">',
    "Ghost": '<script src="https://x.example/ghost/api/content/"></script>',
    "Joomla": '<script src="/media/jui/js/jquery.min.js"></script>',
    "Magento": '<script src="/static/version1700000/frontend/x.js"></script>',
    "Squarespace": '<link href="https://static1.squarespace.com/x.css">',
    "Blogger": '<a href="https://herald.blogspot.com/2026/02/x.html">',
    "Substack": '<img src="https://substackcdn.com/image/x.png">',
    "Sitecore": '<img src="/-/media/photos/ship.ashx">',
    "SharePoint": "<script>var _spPageContextInfo={}</script>",
}


@pytest.mark.parametrize("name", [cms.name for cms in SYSTEMS])
def test_each_system_is_known_by_its_marks(name: str) -> None:
    found = detect_cms("", f"<!DOCTYPE html><html><body>{PAGES[name]}</body></html>")
    assert found
    assert found.name == name


@pytest.mark.parametrize(
    ("generator", "name"),
    [("WordPress 6.5.2", "WordPress"), ("Drupal 10 (https://www.drupal.org)", "Drupal"),
     ("TYPO3 CMS", "TYPO3"), ("Joomla! - Open Source Content Management", "Joomla"),
     ("Ghost 5.8", "Ghost")],
)  # fmt: skip
def test_a_generator_is_believed_before_marks(generator: str, name: str) -> None:
    found = detect_cms(generator, PAGES["Sitecore"])
    assert found
    assert found.name == name


@pytest.mark.parametrize(
    "html", ["", "<p>Research and ghosts of the archive", "<p>a joomlaesque day"]
)
def test_a_page_without_marks_is_of_no_system(html: str) -> None:
    assert detect_cms("", html) is None
    assert detect_cms("Hugo 0.123, researched", html) is None
