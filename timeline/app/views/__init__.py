"""Hold the pages of the app, one module a page."""
