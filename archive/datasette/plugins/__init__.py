"""The folder for ``datasette --plugins-dir``."""
