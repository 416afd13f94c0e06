"""The truth about the demo shop: what its exports, read rightly, add up to.

Reckoned from the simulation's own arrays with integer minor units, never from the warehouse, and sharing no
code with the models. What the exports do not show (an event after the last export, a parcel no invoice names
yet) the truth does not use either.

Where the rules leave room, this is what is meant:

* A sold line is neither cancelled nor a sample in its newest snapshot. Cancelled lines have no money at all:
  every component is 0. Samples have only `sample_cost`; each of its parts is converted and rounded, then
  they are summed.
* An order is known as in the last export that covers it: exports look back 28 days, so older orders stand as
  they were last seen.
* A line with no 'Order' row takes its estimates whole, also when the returns export already shows its
  refund: the estimated referral fee is on value plus shipping share, without a reduction for the refund; its
  shipping income is not reduced either.
* Refund rows of a settled line count in the same columns as its Order row: a returned referral fee lowers
  `referral_fee`, a returned shipping fee lowers `shipping_income`.
* Amounts of one line, component and currency are summed first, then converted once and rounded once. Gross
  sales, seller discount, platform discount and refunds are converted apart; net sales is what remains of the
  converted ones.
* Each invoice row, each accrual and each adjustment is allocated on its own, each with its own largest
  remainders.
* An accrual is the mean of the newest invoice of its carrier and kind: the sum of its rows divided by the
  parcels they name. It is for every parcel whose number the order shows, sent or not. Goods still without a
  number bear one parcel an order, at the mean over the newest invoices of all carriers of the shop, split by
  quantity. The platform's own parcels (FBT) have no such invoices, so none.
* Goods recovered and written off follow the graded return invoice; a return that no invoice grades yet has
  neither.
* A compensation counts from the export on in which its status is 'Completed'.
* Storage is for the ISO week in which its service begins. Ads days are those of the ad account; their ISO
  week meets the order week.
* 'The other products of the campaign that week' are those with a row in the same report, whatever they spent.
* Weights in reporting currency are the line's value (gross minus seller discount, local) converted and
  rounded once.
* Adjustments that name an order go over its sold lines by value; the ISO week of those that name none is
  that of their statement day.
* A row of the weekly table exists where a line was sold or a sample sent, and per shop and week where
  something is unallocated.
* `return_cost_weekly` has the returns that an export shows, in the week of the order; `returned_unit_count`
  sums Return Quantity of the completed ones, also of 'Refund only'.
* Of a return's fees, commission and delivery counts the share of its line's value that was refunded; fees and
  commission less what a Refund row gave back, each converted by itself.
* The rate card stands in for labels, receiving and grades that no invoice and no statement shows. US
  statements tell labels, so a settled US refund without one had none; UK labels come with the invoices.
* Fulfilment: the delivery event is the order's Delivered Time. Cancelled, exempt and unknown orders count in
  the week of their dispatch deadline. Samples are orders like any other.
* Reconciliation: every order is listed. Expected is what the lines with an Order row should have brought, so
  an order without any row awaits its settlement with a difference of 0.00. Referral fees returned on a
  settled refund, the administration fee and shipping given back are expected as the rules give them from
  that refund, so a refund by itself makes no difference. A refund that stands in no statement yet changes
  nothing either.
* A refused file counts all its records as quarantined; a byte-identical second download is listed as a
  duplicate of which nothing is read again.
"""

from __future__ import annotations

from orchestration.demo.truth.tables import write_truth

__all__ = ["write_truth"]
