"""Run stages: in this process and its workers (``local``)."""
