"""The language of pages: Evidence-style Markdown, parsed and compiled to a Jinja2 template.

Jinja2 never sees the text of a page: its own `{#` comment would swallow every `{#if}` in silence. The page
is parsed first, and what reaches the template are variables.
"""
