"""Find the events that articles tell, and bring the tellings of one event together."""

from timeline.events.mentions import event_mentions
from timeline.events.merging import Merged, merge

__all__ = ["Merged", "event_mentions", "merge"]
