"""Report what a race has shown: one document for people, one sheet of rows for programs, one small module per format.

`document` is what there is to say, `rows` what machines read · `units` scales seconds · `gate` and `bench` compose
both from records; `race`, `files`, `calibrate`, `stored`, `history` compose documents · `conditions` says how a race
was run · `formats` write them: `terminal` and `markdown` documents, `jsonfile`, `csvtable`, `junit` and `workflow`
rows · `page` draws plots · `progress` watches a race.
"""

from __future__ import annotations
