"""Define the errors that a caller may catch.

    TimelineError
    ├── InputError        a file, record or story that cannot be used
    │   └── SchemaError   a table or story folder of another shape or version
    ├── LanguageError     a language that is not known
    │   └── RuleError     a language file whose rule cannot be read
    └── OptionError       an option or argument outside its range

Content never raises: a row gets an ``issue``, a record goes to ``rejects``.
"""


class TimelineError(Exception):
    """Say what was wrong, where, and what to do about it, in one message for the user."""


class InputError(TimelineError):
    """A file, record or story folder cannot be used."""


class SchemaError(InputError):
    """A table or story folder has another shape or a newer version than this program knows."""


class LanguageError(TimelineError):
    """A language is not known."""


class RuleError(LanguageError):
    """A rule of a language file cannot be read; the message names the file and the rule."""


class OptionError(TimelineError):
    """An option has a value that it cannot have."""
