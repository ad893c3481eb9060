"""Tell what a race has shown: one format-neutral document, and a small teller for each format.

`document` is what there is to say · `units` scales seconds · `bench`, `verdicts`, `problems` compose documents from
records · `terminal`, `markdown` tell them.
"""

from __future__ import annotations
