"""Show a story in the browser: pages, filters, evidence and downloads.

The app filters and lays out; every number it shows comes from a table of the story, from ``timeline`` or
from ``charts``. It is the only part of ``timeline`` that imports streamlit.
"""
