"""A made-up shop with a story: writes realistic export files, and the truth about them."""
