"""Reports: pages in Markdown, rendered per ISO week and language into files that need no server and no
network.

What belongs here: the language of the pages, components, figures, words, and the two writers. What does
not: metrics. A number that no mart holds is asked of the marts, never reckoned in a page.
"""
