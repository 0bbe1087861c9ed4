"""Follow a story: how it spread, in phases (``spread``)."""
