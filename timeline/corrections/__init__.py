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
from timeline.corrections.ledger import (
    DAY_COLUMNS,
    OUTLET_KEY,
    UNDONE,
    Edit,
    added,
    edits,
    kinds_of,
    redo,
    standing,
    undo,
    undo_edit,
)
from timeline.corrections.outlet_cells import apply_outlet_edits, outlet_edits, replay_outlet_edits

__all__ = [
    "DAY_COLUMNS",
    "OUTLET_KEY",
    "UNDONE",
    "UNKNOWN",
    "DayEdit",
    "Edit",
    "added",
    "apply_day_edits",
    "apply_outlet_edits",
    "day_edits",
    "edit_day",
    "edits",
    "kinds_of",
    "lost_day_edits",
    "outlet_edits",
    "read_days",
    "redo",
    "replay_outlet_edits",
    "standing",
    "standing_days",
    "undo",
    "undo_day",
    "undo_edit",
    "with_day_edits",
]
