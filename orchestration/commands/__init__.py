"""Commands of `suanqing`, one module each: thin, each calls a function that has no terminal in it."""
