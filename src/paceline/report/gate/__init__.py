"""What a gate has found: the document for people, the rows for machines."""

from __future__ import annotations
