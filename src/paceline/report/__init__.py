"""Tell what a race has shown: to people one document, to machines one sheet of rows, and a small teller a format.

`document` is what there is to say · `units` scales seconds · `bench` (with `answers`, `scaling`, `across`), `gate`
(with `whereabouts`), `race`, `files`, `calibrate`, `stored`, `history` compose documents from records · `terminal`,
`markdown` tell them · `rows` is what machines are told · `gaterows`, `figurerows` compose them · `jsonfile`, `csvfile`,
`junit`, `workflow` tell them · `page` draws plots.
"""

from __future__ import annotations
