"""One small file per format: a document for people, a sheet of rows for machines."""

from __future__ import annotations
