"""How people browse the index: Datasette's metadata, and a plugin that shows the photos."""
