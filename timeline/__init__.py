"""Follow a story through time: dates, events and their sources, from articles to tables."""

__version__ = "0.1.0"
