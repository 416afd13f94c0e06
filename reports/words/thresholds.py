"""When something is worth a sentence. Each limit has its reason; below it the report stays silent."""

from decimal import Decimal

# A week's margin of a small shop moves by a few per cent through the day of the week that a statement falls
# on.
SIGNIFICANT_CHANGE = Decimal("0.05")
# A line that explains less than a quarter of the change is not its cause.
CAUSE_SHARE = Decimal("0.25")
# The counter-movement is told only where leaving it out would mislead.
COUNTER_SHARE = Decimal("0.5")
# One SKU is named as the culprit only when it carries a quarter of the change by itself.
SKU_SHARE = Decimal("0.25")
# Returns to come are told when they would take a tenth of what the week seems to have earned.
OUTLOOK_SHARE = Decimal("0.1")
# One order too late in a handful says nothing about a shop.
FEWEST_ORDERS = 20
# The worst ten are told in words; of a hundred shops nobody reads a hundred sentences, the table has them.
MOST_BREACHES = 10
# A sentence about a hundred shops names the first few.
MOST_SHOPS_NAMED = 3
# Lines left out of a margin are told beside its headline from a twentieth of net sales on.
LEFT_OUT_SHARE = Decimal("0.05")
# A creator whose sales lost a hundredth of what the week earned is worth a word; a page has room for three.
CREATOR_SHARE = Decimal("0.01")
MOST_CREATORS = 3
# Spend that no sale can bear is told from a twentieth on: below, a campaign began before its first order.
UNALLOCATED_SHARE = Decimal("0.05")
# A decision about less than one unit of the reporting currency costs more than it brings.
LEAST_MONEY_TO_DECIDE = Decimal(1)
# Nobody decides more than a handful of things on a Monday; the pages have the rest.
MOST_DECISIONS = 5
# The tail of a curve hardly moves; where nine tenths have come says when a week can be judged.
MOST_OF_A_CURVE = Decimal("0.9")
# A curve of a few ages has no tail yet to hold against.
AGES_OF_A_CURVE = 6
# Of what comes back within the first week after delivery a handful is all that there is.
AGE_OF_A_COHORT = 2
# A record of fewer weeks than a month is none.
FEWEST_WEEKS = 4
# A carrier's median moves by a tenth from week to week without a reason.
SLOWER_THAN_USUAL = Decimal("1.25")
