"""What the made-up seller sells, to whom it ships with whom, and who advertises it.

Everything is invented: products, creators, carriers, names. Money is in integer minor units (cents, pence,
fen), weight in grams.
"""

from __future__ import annotations

from dataclasses import dataclass

US, UK = 0, 1


@dataclass(frozen=True)
class DemoShop:
    """One of the two shops, with what `shops.yaml` declares about it."""

    id: str
    market: str
    currency: str
    timezone: str
    seller_type: str
    ad_account: str
    share: float
    order_id_base: int
    ad_rate: float


SHOPS = (
    DemoShop(
        "us-main", "US", "USD", "America/Los_Angeles", "local", "7001", 0.65, 576_400_000_000_000_000, 0.145
    ),
    DemoShop(
        "uk-cross", "UK", "GBP", "Europe/London", "cross_border", "7002", 0.35, 579_600_000_000_000_000, 0.150
    ),
)


@dataclass(frozen=True)
class Product:
    """A product, its variations (each one a SKU), and what one unit of it costs and weighs.

    `unit_cost`, `first_leg` and `duty` in fen; `price` in the shop's minor unit; `demand` is relative within
    the shop.
    """

    shop: int
    code: str
    name: str
    category: str
    variations: tuple[str, ...]
    price: int
    unit_cost: int
    first_leg: int
    duty: int
    weight: int
    demand: float
    return_rate: float = 0.05
    fbt_share: float = 0.0
    campaign: int = 0


# fmt: off
PRODUCTS = (
    Product(US, "LEG", "Fleece Lined Leggings, High Waist", "Womenswear", ("S", "M", "L"),
            2999, 6720, 750, 960, 330, 7.5, 0.07, 0.0, 0),
    Product(US, "SLP", "Cloud Foam Slippers", "Shoes", ("36-37", "38-39", "40-41"),
            2699, 6450, 810, 920, 420, 7.0, 0.06, 0.3, 0),
    Product(US, "GLX", "Galaxy Night Projector", "Home Lighting", ("White",),
            3999, 11180, 1130, 1470, 620, 3.0, 0.05, 0.35, 1),
    Product(US, "GRP", "Magnetic Phone Grip", "Phone Accessories", ("Black", "Lilac"),
            1499, 2070, 160, 280, 60, 5.0, 0.03, 0.0, 1),
    Product(US, "TMB", "Insulated Tumbler 40 oz", "Drinkware", ("Sage", "Cream", "Navy"),
            3299, 8420, 1670, 1240, 780, 8.0, 0.04, 0.25, 0),
    Product(US, "BKM", "Silicone Baking Mat, Set of 3", "Kitchen", ("Grey",),
            1899, 3160, 480, 450, 310, 3.0, 0.03, 0.0, 0),
    Product(US, "PST", "Posture Corrector, Adjustable", "Health", ("One size",),
            2199, 3730, 350, 520, 180, 3.2, 0.08, 0.0, 2),
    Product(US, "PET", "Pet Hair Roller \"No-Refill\"", "Pet Supplies", ("Teal",),
            1999, 3650, 450, 510, 290, 4.2, 0.03, 0.2, 2),
    Product(US, "MIR", "LED Vanity Mirror, Foldable", "Beauty", ("White",),
            3499, 9960, 1190, 1350, 700, 3.4, 0.06, 0.0, 1),
    Product(US, "CAR", "Car Seat Gap Organizer", "Automotive", ("Black", "Beige"),
            2299, 4370, 610, 600, 380, 4.0, 0.04, 0.0, 0),
    Product(US, "CHP", "Cordless Mini Chopper", "Kitchen", ("Green",),
            2899, 7610, 810, 1040, 520, 4.8, 0.06, 0.3, 0),
    Product(US, "SCP", "Scalp Massager, 2 Pack", "Beauty", ("Pink",),
            1299, 1860, 220, 260, 120, 3.6, 0.02, 0.0, 2),
    Product(US, "DRW", "Bamboo Drawer Dividers, Set of 5", "Storage", ("Natural",),
            3599, 11020, 3120, 1420, 1650, 1.8, 0.05, 0.0, 0),
    Product(US, "SAT", "Satin Pillowcase, Set of 2", "Bedding", ("Ivory", "Rose"),
            2099, 3320, 280, 500, 160, 5.2, 0.04, 0.25, 2),
    Product(US, "STM", "Handheld Garment Steamer", "Appliances", ("White",),
            3999, 12310, 1520, 1620, 900, 2.6, 0.07, 0.0, 1),
    Product(UK, "CRL", "Heatless Curl Ribbon Set", "Beauty", ("Rose", "Champagne"),
            1499, 3830, 0, 0, 110, 7.0, 0.04, 0.0, 0),
    Product(UK, "KTL", "Folding Travel Kettle", "Kitchen", ("Blue",),
            2999, 12300, 0, 0, 640, 3.6, 0.07, 0.0, 1),
    Product(UK, "SEA", "Mini Bag Sealer", "Kitchen", ("White",),
            1299, 3020, 0, 0, 90, 4.2, 0.03, 0.0, 1),
    Product(UK, "TRI", "Phone Tripod with Remote", "Phone Accessories", ("Black",),
            2199, 6650, 0, 0, 380, 4.0, 0.05, 0.0, 1),
    Product(UK, "BNE", "Chunky Knit Beanie", "Accessories", ("Oat", "Charcoal"),
            1599, 3930, 0, 0, 130, 4.6, 0.05, 0.0, 0),
    Product(UK, "NLP", "Nail Lamp, 48 W", "Beauty", ("Pink",),
            2299, 7860, 0, 0, 330, 4.0, 0.05, 0.0, 0),
    Product(UK, "FAN", "Bladeless Desk Fan", "Appliances", ("White",),
            2799, 10480, 0, 0, 480, 2.4, 0.06, 0.0, 1),
    Product(UK, "JWL", "Velvet Jewellery Box", "Storage", ("Sage", "Blush"),
            1899, 5440, 0, 0, 290, 4.4, 0.04, 0.0, 0),
    Product(UK, "STR", "LED Strip, 5 m", "Home Lighting", ("RGB",),
            1399, 3330, 0, 0, 180, 4.6, 0.06, 0.0, 1),
    Product(UK, "LNT", "Rechargeable Lint Shaver", "Household", ("White",),
            1799, 4940, 0, 0, 220, 4.4, 0.04, 0.0, 0),
    Product(UK, "CBL", "Cable Organiser, 10 Pack", "Phone Accessories", ("Mixed",),
            999, 1570, 0, 0, 70, 3.2, 0.02, 0.0, 1),
    Product(UK, "MSG", "Mini Massage Gun", "Health", ("Black",),
            3499, 16530, 0, 0, 560, 3.2, 0.06, 0.0, 0),
    Product(UK, "RNG", "Ring Light, 10 inch", "Phone Accessories", ("Warm",),
            2599, 10680, 0, 0, 610, 2.6, 0.05, 0.0, 1),
)
# fmt: on


@dataclass(frozen=True)
class Sku:
    """One variation of a product; `index` counts over both shops."""

    index: int
    product: int
    shop: int
    seller_sku: str
    sku_id: int
    product_id: int
    variation: str
    demand: float


def _skus() -> tuple[Sku, ...]:
    found: list[Sku] = []
    for number, product in enumerate(PRODUCTS):
        market = SHOPS[product.shop].market
        weights = _variation_weights(len(product.variations))
        for place, variation in enumerate(product.variations):
            suffix = variation.replace(" ", "").replace("-", "")[:5].upper()
            found.append(
                Sku(
                    len(found),
                    number,
                    product.shop,
                    f"{market}-{product.code}-{suffix}",
                    1_729_000_000_000_000_000 + (number + 11) * 7_301_000_000_017 + place * 65_537,
                    1_729_500_000_000_000_000 + (number + 11) * 5_107_000_000_033,
                    variation,
                    product.demand * weights[place],
                )
            )
    return tuple(found)


def _variation_weights(count: int) -> tuple[float, ...]:
    return {1: (1.0,), 2: (0.58, 0.42), 3: (0.36, 0.40, 0.24)}[count]


SKUS = _skus()


@dataclass(frozen=True)
class Carrier:
    """A carrier. `share` is of its shop's seller-fulfilled parcels; charges in the minor unit of
    `currency`."""

    name: str
    shop: int
    prefix: str
    share: float
    currency: str
    base: int
    per_gram: float


CARRIERS = (
    Carrier("Meridian Post", US, "MRD", 0.56, "USD", 385, 0.14),
    Carrier("Bluebird Parcel", US, "BBX", 0.44, "USD", 360, 0.13),
    Carrier("USPS", US, "94001", 0.0, "USD", 0, 0.0),
    Carrier("Silkway Express", UK, "SLK", 1.0, "CNY", 1750, 0.60),
)
MERIDIAN, BLUEBIRD, USPS, SILKWAY = range(4)

WAREHOUSES = ("Harborline Carson CA", "Silkway Shenzhen", "FC14_EWR4", "FC03_ATL1", "FC07_ONT2")

CAMPAIGNS = (
    ("US GMV Max | Home & Wear", "1791100000000000101"),
    ("US GMV Max | Glow & Gadgets", "1791100000000000102"),
    ("US GMV Max | Everyday", "1791100000000000103"),
    ("US GMV Max | Launch: Pocket Espresso", "1791100000000000104"),
    ("UK GMV Max | Beauty & Home", "1791200000000000201"),
    ("UK GMV Max | Gadgets", "1791200000000000202"),
)
LAUNCH_CAMPAIGN = 3
LAUNCH_PRODUCT_ID = "1729500000900000001"

ADS_MANAGER = (
    (US, "US | Prospecting | Video views", 0.009),
    (US, "US | Retargeting 14 days", 0.006),
    (UK, "UK | Prospecting | Broad", 0.008),
    (UK, "UK | Brand search", 0.0),
)

CREATOR_WORDS = (
    ("cosy", "daily", "mini", "real", "thrifty", "glow", "busy", "sunny", "honest", "tiny", "loft", "wild"),
    ("finds", "home", "mama", "desk", "edit", "closet", "kitchen", "picks", "unboxed", "nest"),
)
CREATOR_COUNT = 60

RETURN_REASONS = (
    "Too small",
    "Too large",
    "Item is defective",
    "Item doesn't match description",
    "No longer needed",
    "Package damaged",
    "Missing parts",
    "Package not received",
)
CANCEL_REASONS = {
    1: (
        "No longer needed",
        "Better price available",
        "Wrong delivery information",
        "Need to change payment method",
    ),
    2: ("Customer overdue to pay", "Failed to pass risk review"),
    3: ("Other", "No reason"),
}
CANCEL_BY = {1: "User", 2: "System", 3: "Operator"}

FIRST_NAMES = (
    "Ava",
    "Noah",
    "Mia",
    "Liam",
    "Zoe",
    "Ethan",
    "Isla",
    "Omar",
    "Priya",
    "Lucas",
    "Hana",
    "Jack",
    "Elif",
    "Marta",
    "Dev",
    "Ruth",
)
LAST_NAMES = (
    "Ashdown",
    "Brightwater",
    "Calloway",
    "Dunmore",
    "Eastlake",
    "Farrow",
    "Greenhalgh",
    "Hollis",
    "Ironside",
    "Juniper",
    "Kestrel",
    "Larkspur",
    "Merriweather",
)
STREETS = (
    "Marigold Lane",
    "Old Quarry Road",
    "Juniper Court",
    "Harbour View",
    "Foxglove Way",
    "Mill Street",
    "Cedar Hollow",
    "Station Road",
)
US_STATES = (
    ("California", "Fresno", "93650", 725),
    ("Texas", "Waco", "76633", 625),
    ("New York", "Utica", "13501", 800),
    ("Florida", "Ocala", "34470", 600),
    ("Colorado", "Pueblo", "81001", 290),
    ("Oregon", "Salem", "97301", 0),
    ("Illinois", "Peoria", "61525", 625),
    ("Ohio", "Dayton", "45377", 575),
    ("Georgia", "Macon", "31052", 400),
    ("Washington", "Yakima", "98901", 650),
)
RETAIL_DELIVERY_STATE = 4
UK_COUNTRIES = (
    ("England", "Kent", "Ashford", "ZZ1 1AA"),
    ("England", "Devon", "Totnes", "ZZ9 2QB"),
    ("Scotland", "Fife", "Cupar", "ZZ15 4XY"),
    ("Inglaterra", "Essex", "Harwich", "ZZ12 3PT"),
    ("Wales", "Gwynedd", "Bala", "ZZ23 7DE"),
    ("Англия", "Surrey", "Dorking", "ZZ4 1HH"),
)
US_PAYMENTS = (
    "ApplePay",
    "Credit/debit card",
    "TikTok PayLater Powered by Klarna",
    "Venmo",
    "Affirm",
    "ApplePay + TikTok Shop Balance",
    "PayPal",
)
UK_PAYMENTS = (
    "Credit/debit card",
    "Apple Pay",
    "Klarna",
    "ClearPay",
    "PayPal",
    "Google Pay",
    "TikTok PayLater",
)
