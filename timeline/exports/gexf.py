"""Write who copied whom as GEXF 1.3, which Gephi and other programs for networks read."""

from typing import IO
from xml.etree import ElementTree

import polars as pl

from timeline.exports.material import Material
from timeline.options import ExportOptions

_SPACE = "http://gexf.net/1.3"
_NODE = (("outlet", "string"), ("published", "string"), ("url", "string"))
_EDGE = (("kind", "string"), ("passages", "integer"), ("reason", "string"))
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def write_gexf(material: Material, out: IO[bytes], options: ExportOptions) -> None:
    """Write articles that have a row of LINEAGE as nodes and the rows as edges, weighed by their score."""
    lineage = material.table("lineage")
    ids = pl.concat([lineage["source_id"], lineage["target_id"]]).unique()
    articles = material.table("articles").filter(pl.col("article_id").is_in(ids.implode()))
    lineage = lineage.filter(
        pl.col("source_id").is_in(articles["article_id"].implode()),
        pl.col("target_id").is_in(articles["article_id"].implode()),
    )
    root = ElementTree.Element("gexf", {"xmlns": _SPACE, "version": "1.3"})
    ElementTree.SubElement(ElementTree.SubElement(root, "meta"), "creator").text = "Dateline"
    graph = ElementTree.SubElement(root, "graph", {"mode": "static", "defaultedgetype": "directed"})
    _attributes(graph, "node", _NODE)
    _attributes(graph, "edge", _EDGE)
    nodes = ElementTree.SubElement(graph, "nodes")
    for row in articles.select("article_id", "title", "source", "url", "dct_best").iter_rows(named=True):
        node = ElementTree.SubElement(
            nodes, "node", {"id": row["article_id"], "label": _text(row["title"] or row["article_id"])}
        )
        _values(node, (row["source"], row["dct_best"], row["url"]))
    edges = ElementTree.SubElement(graph, "edges")
    for number, row in enumerate(lineage.iter_rows(named=True)):
        edge = ElementTree.SubElement(
            edges,
            "edge",
            {
                "id": str(number),
                "source": row["source_id"],
                "target": row["target_id"],
                "type": "directed" if row["directed"] else "undirected",
                "weight": f"{row['score'] or 0.0:.4f}",
            },
        )
        _values(edge, (row["kind"], len(row["passages"] or []), row["reason"]))
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(out, encoding="utf-8", xml_declaration=True)
    out.write(b"\n")


def _attributes(graph: ElementTree.Element, of: str, columns: tuple[tuple[str, str], ...]) -> None:
    held = ElementTree.SubElement(graph, "attributes", {"class": of})
    for number, (title, kind) in enumerate(columns):
        ElementTree.SubElement(held, "attribute", {"id": str(number), "title": title, "type": kind})


def _values(parent: ElementTree.Element, values: tuple[object, ...]) -> None:
    held = ElementTree.SubElement(parent, "attvalues")
    for number, value in enumerate(values):
        if value is not None:
            ElementTree.SubElement(held, "attvalue", {"for": str(number), "value": _text(str(value))})


def _text(value: str) -> str:
    """Leave out what XML 1.0 cannot hold (section 2.2)."""
    return value.translate(_FORBIDDEN)
