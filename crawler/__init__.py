"""Talks to the network: discovery, capture, spiders and commands."""
