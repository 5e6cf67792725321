"""What a look at a site tells: where its articles are announced, and what their addresses are."""
