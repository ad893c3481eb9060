"""One side's files, laid out: `commit` and `tree` of a repository, `plain` of any other folder.

`borrowed` makes a side's own repository, `submodules` finds what a commit records of others, `files` copies what lies
in a working tree, `content` hashes what came of it. Nothing is ever written into the user's repository.
"""
