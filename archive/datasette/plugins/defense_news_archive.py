"""What ``datasette --plugins-dir`` loads: the hooks of `archive.datasette.plugin`."""

from archive.datasette.plugin import (
    extra_css_urls,
    extra_template_vars,
    filters_from_request,
    get_metadata,
    menu_links,
    prepare_connection,
    register_facet_classes,
    register_routes,
    render_cell,
    startup,
)

__all__ = [
    "extra_css_urls",
    "extra_template_vars",
    "filters_from_request",
    "get_metadata",
    "menu_links",
    "prepare_connection",
    "register_facet_classes",
    "register_routes",
    "render_cell",
    "startup",
]
