"""Show how the story spread, and how long after the events the articles came."""

import streamlit as st

from timeline.app import charting
from timeline.app.session import Desk
from timeline.app.views import listing


def show(desk: Desk) -> None:
    """Draw the page."""
    kept = desk.kept or {}
    if kept["articles"].is_empty():
        listing.nothing("articles", desk.view.filters.active)
        return
    charting.show(desk, "spread")
    charting.show(desk, "lag")
    with st.expander("The numbers behind the first chart", icon=":material/table:"):
        st.dataframe(
            kept["spread"].select("start", "stop", "source", "name", "count").head(listing.ROWS),
            hide_index=True,
            placeholder="",
            column_config={
                "start": st.column_config.DateColumn("From", format="YYYY-MM-DD"),
                "stop": st.column_config.DateColumn("Until before", format="YYYY-MM-DD"),
                "source": "Outlet",
                "name": "Kind",
                "count": "Articles",
            },
            alt="Articles by period and outlet",
        )
        if kept["spread"].height > listing.ROWS:
            st.caption(f"The first {listing.ROWS} of {kept['spread'].height:,} rows; the files hold all.")
        charting.table_downloads(desk, "spread", kept["spread"], "All rows:")
