"""What a race of interpreters and strategies has found: the document for people, the rows for machines."""

from __future__ import annotations
