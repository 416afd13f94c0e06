"""The header lines of exports, as the platform writes them, and those of the plain forms of other sources.

A leading space and its quotes are the platform's own.
"""

from __future__ import annotations

ORDERS_US = (
    "Order ID,Order Status,Order Substatus,Cancelation/Return Type,Normal or Pre-order,SKU ID,Seller SKU,"
    'Product Name,Variation," Virtual Bundle Seller SKU",Quantity,Sku Quantity of return,'
    "SKU Unit Original Price,SKU Subtotal Before Discount,SKU Platform Discount,SKU Seller Discount,"
    "SKU Subtotal After Discount,Shipping Fee After Discount,Original Shipping Fee,"
    "Shipping Fee Seller Discount,Co-Funded Shipping Fee Discount,Shipping Fee Platform Discount,"
    "Payment platform discount,Retail Delivery Fee,Taxes,Order Amount,Order Refund Amount,Created Time,"
    "Paid Time,RTS Time,Shipped Time,Delivered Time,Cancelled Time,Cancel By,Cancel Reason,"
    "Fulfillment Type,Warehouse Name,Tracking ID,Delivery Option Type,Delivery Option,"
    "Shipping Provider Name,Buyer Message,Buyer Nickname,Buyer Username,Recipient,Phone #,Country,State,"
    "City,Zipcode,Address Line 1,Address Line 2,Delivery Instruction,Payment Method,Weight(kg),"
    "Product Category,Package ID,Seller Note,Shipping Information,Combined Listing"
)

ORDERS_UK = (
    "Order ID,Order Status,Order Substatus,Cancelation/Return Type,Normal or Pre-order,SKU ID,Seller SKU,"
    "Product Name,Variation,Quantity,Sku Quantity of return,SKU Unit Original Price,"
    "SKU Subtotal Before Discount,SKU Platform Discount,SKU Seller Discount,SKU Subtotal After Discount,"
    "Shipping Fee After Discount,Original Shipping Fee,Shipping Fee Seller Discount,"
    "Shipping Fee Platform Discount,Taxes,Order Amount,Order Refund Amount,Created Time,Paid Time,"
    "RTH Time,Shipped Time,Delivered Time,Cancelled Time,Cancel By,Cancel Reason,Fulfillment Type,"
    "Warehouse Name,Tracking ID,Delivery Option,Shipping Provider Name,Buyer Message,Buyer Username,"
    "Recipient,Phone #,Zipcode,State,Country,County,Districts,Street Name,House Name or Number,"
    "Delivery Instruction,Payment Method,Weight(kg),Product Category,Package ID,Seller Note,"
    "Shipping Information,Checked Status,Checked Marked by,Product Tax Amount,Product Tax Rate,"
    "Shipping Tax Amount,Shipping Tax Rate"
)

ORDER_DETAILS = (
    "Statement date (UTC),Statement ID,Payment ID,Status,Currency,Type,Order/adjustment ID,SKU ID,"
    "Quantity,Product name,SKU name,Order created date,Order delivery date,Total settlement amount,"
    "Net sales,Gross sales,Gross sales refund,Seller discount,Seller discount refund,Shipping,"
    "TikTok Shop shipping fee,Fulfilled by TikTok Shop (FBT) shipping fee,FBT fulfillment fee,"
    "Customer shipping fee offset,Limited-time sign up shipping incentive,"
    "Signature confirmation service fee,Shipping insurance fee,Customer-paid shipping fee,"
    "Customer-paid shipping fee refund,TikTok Shop shipping incentive,"
    "TikTok Shop shipping incentive refund,Shipping fee subsidy,Return shipping fee,Fees,Transaction fee,"
    "Referral fee,Refund administration fee,Affiliate commission,Affiliate partner commission,"
    "Adjustment amount,Adjustment reason,Related order ID,Customer payment,Customer refund,"
    "Seller co-funded voucher discount,Seller co-funded voucher discount refund,Platform discounts,"
    "Platform discounts refund,Platform co-funded voucher discounts,"
    "Platform co-funded voucher discounts refund,Ads referral fee discount,Sales tax payment,"
    "Sales tax refund,Retail delivery fee payment,Retail delivery fee refund,"
    "Customer-paid shipping fee before discounts,Seller shipping fee discount,"
    "TikTok Shop shipping fee discount to customer,Estimated chargeable package weight,"
    "Chargeable package weight,FBT Chargeable goods weight,Collection methods,Delivery option,"
    "Signature confirmation service fee type"
)

STATEMENTS = (
    "Statement date (UTC),Statement ID,Payment ID,Status,Total settlement amount,Net sales amount,"
    "Shipping,Fees,Adjustment,Reserve Amount"
)

WITHDRAWALS = "Transaction type,Reference ID,Request time,Amount,Status,Success time,Bank account"

RETURNS = (
    "Return Order ID,Order ID,Order Amount,Order Status,Order Substatus,Payment Method,SKU ID,Seller SKU,"
    "Product Name,SKU Name,Buyer Username,Return Type,Time Requested,Return Reason,Return unit price,"
    "Return Quantity,Return Logistics Tracking ID,Return Status,Return Sub Status,Refund Time,"
    "Dispute Status,Appeal Status,Compensation Status,Compensation Amount,Buyer Note"
)

AFFILIATE_US = (
    "Order ID,Product ID,Product Name,SKU ID,Price,Payment Amount,Currency,Quantity,"
    "Fully returned or refunded,Payment method,Order Status,Creator Username,Content Type,Content ID,"
    "commission model,Standard commission rate,Est. Commission Base,Est. standard commission payment,"
    "Actual Commission Base,Actual Commission Payment,Shop Ads commission rate,"
    "Est. Shop Ads commission payment,Actual Shop Ads commission payment,Est. co-funded creator bonus,"
    "Actual co-funded creator bonus,Time Created,Payment time,Order Delivery Time,Time Commission Paid,"
    "Platform"
)

AFFILIATE_UK = (
    "Order ID,Product ID,Product Name,SKU ID,Price,Payment Amount,Currency,Quantity,"
    "Fully returned or refunded,Payment method,Order Status,Creator Username,Creator Region,Content Type,"
    "Content ID,commission model,Standard commission rate,Est. Commission Base,"
    "Est. standard commission payment,Actual Commission Base,Actual Commission Payment,"
    "Shop Ads commission rate,Est. Shop Ads commission payment,Actual Shop Ads commission payment,"
    "Est. co-funded creator bonus,Actual co-funded creator bonus,Time Created,Payment time,"
    "Order Delivery Time,Time Commission Paid,Platform"
)

GMV_MAX = (
    "Campaign name,Campaign ID,Product ID,Creative type,Video title,Video ID,TikTok account,Time posted,"
    "Status,Exploration secondary status,Authorization type,Cost,SKU orders,Cost per order,Gross revenue,"
    "ROI,Product ad impressions,Product ad clicks,Product ad click rate,Ad conversion rate,"
    "2-second ad video view rate,6-second ad video view rate,25% ad video view rate,"
    "50% ad video view rate,75% ad video view rate,100% ad video view rate,Currency"
)

ADS_MANAGER = (
    "Campaign name,Primary status,Cost,Impressions,CPM,Clicks (destination),CPC (destination),"
    "CTR (destination),Reach,Frequency,Clicks (all),CTR (all),Currency"
)

TRACKING = "tracking_number,carrier,provider,event_time,timezone,status,description,location"

INVOICES = (
    "invoice_number,invoice_date,provider,charge_type,tracking_number,order_id,seller_sku,quantity,"
    "amount,currency,weight_kg,allocation_basis,service_from,service_to,grade,description"
)

COSTS = (
    "seller_sku,sku_id,product_id,product_name,category,valid_from,unit_cost,currency,"
    "unit_first_leg_freight,unit_duty,unit_weight_kg"
)

RATES = "date,from_currency,to_currency,rate,source"
