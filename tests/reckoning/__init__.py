"""A second reckoning, in tests only: the export files themselves, row by row, in plain Python and `decimal`.

It is slow, simple, and shares no line with the project: no contract, no SQL, no seed. What it knows stands in
`docs/money.md`. Where the warehouse and this disagree by a cent, one of the two is wrong.
"""
