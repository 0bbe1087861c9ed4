"""Show what went wrong in words: no page of the app ever shows a traceback."""

import traceback
from collections.abc import Callable

import streamlit as st

from timeline.app import stories
from timeline.errors import TimelineError


def guarded(body: Callable[[], None]) -> None:
    """Run a part of a page; what it raises becomes a message, a bug also a line in the log.

    Streamlit's own control flow (rerun, stop) is no Exception and passes through.
    """
    try:
        body()
    except TimelineError as error:
        st.error("This cannot be shown.", icon=":material/error:")
        said(str(error))
    except Exception:
        bug(traceback.format_exc())


def bug(report: str) -> None:
    """Say that Dateline failed and where the report is."""
    path = stories.log(report)
    st.error(
        "Something in Dateline went wrong here. Your articles and your story are unchanged. "
        "Reload the page; if it happens again, please report it with the last lines of the log.",
        icon=":material/bug_report:",
    )
    said(f"Log: {path}" if path else f"The log could not be written. {report.strip().splitlines()[-1]}")


def said(text: str) -> None:
    """Show a text exactly as it is: paths and messages may hold anything, also Markdown."""
    st.code(text, language=None, wrap_lines=True)
