"""Draw a story: one function a chart, tables in, an Altair chart out."""
