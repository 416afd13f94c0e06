"""The writers: one rendered page to Markdown, or to one HTML file. They lay out, they decide nothing."""
