"""Turn what a person corrected into rows of the corrections table, and apply such rows to a rebuilt story.

Corrections are keyed by what they are about (an article, an outlet, the sentences behind an event, the
forms of a name) and never by numbers that change with a build.
"""

from timeline.corrections.article_days import (
    UNKNOWN,
    DayEdit,
    apply_day_edits,
    day_edits,
    edit_day,
    lost_day_edits,
    read_days,
    standing_days,
    undo_day,
    with_day_edits,
)
from timeline.corrections.ledger import DAY_COLUMNS, OUTLET_KEY, UNDONE
from timeline.corrections.outlet_cells import apply_outlet_edits, outlet_edits

__all__ = [
    "DAY_COLUMNS",
    "OUTLET_KEY",
    "UNDONE",
    "UNKNOWN",
    "DayEdit",
    "apply_day_edits",
    "apply_outlet_edits",
    "day_edits",
    "edit_day",
    "lost_day_edits",
    "outlet_edits",
    "read_days",
    "standing_days",
    "undo_day",
    "with_day_edits",
]
