"""How requests and complaints to banks, insurers and assistants are read as themes.

They lend words for themes that nobody else codes. A request is no opinion: no sign is known.
"""

from __future__ import annotations

from typing import Final

from schemes import Scheme

# Themes that no request to a bank, and none to an assistant, speaks of.
NOT_IN_REQUESTS: Final = "facilities staff-attitude staff-competence documentation product-quality"

BANKING: Final = Scheme(
    says={
        "card arrival": "delivery ~waiting-time",
        "card delivery estimate": "delivery ~waiting-time",
        "compromised card": "privacy-and-security",
        "passcode forgotten": "account-access",
        "pin blocked": "account-access",
        "change pin": "account-access",
        "verify my identity": "account-access",
        "unable to verify identity": "account-access",
        "why verify identity": "account-access ~privacy-and-security",
        "edit personal details": "account-access",
        "card payment fee charged": "billing ~price-and-value",
        "cash withdrawal charge": "billing ~price-and-value",
        "transfer fee charged": "billing ~price-and-value",
        "extra charge on statement": "billing ~price-and-value",
        "transaction charged twice": "billing",
        "direct debit payment not recognised": "billing ~privacy-and-security",
        "card payment not recognised": "billing ~privacy-and-security",
        "exchange charge": "price-and-value ~billing",
        "refund not showing up": "returns-and-refunds ~billing ~waiting-time",
        "request refund": "returns-and-refunds ~cancellation ~billing",
        "card not working": "reliability-and-bugs",
        "contactless not working": "reliability-and-bugs",
        "virtual card not working": "reliability-and-bugs",
        "top up failed": "reliability-and-bugs ~billing",
        "pending transfer": "waiting-time ~reliability-and-bugs",
        "pending top up": "waiting-time ~reliability-and-bugs",
        "transfer timing": "waiting-time",
        "terminate account": "cancellation",
        "activate my card": "onboarding",
        "order physical card": "ordering ~delivery",
        "getting spare card": "ordering",
        "getting virtual card": "ordering",
    },
    absent=NOT_IN_REQUESTS,
    unsure="ease-of-use website-and-app features",
)

ASSISTANT: Final = Scheme(
    says={
        "account blocked": "account-access",
        "pin change": "account-access",
        "pay bill": "billing",
        "bill balance": "billing",
        "bill due": "billing",
        "order status": "delivery ~ordering",
        "restaurant reservation": "ordering",
        "book hotel": "ordering",
        "book flight": "ordering",
        "cancel reservation": "cancellation",
        "report fraud": "privacy-and-security",
        "thank you": "",
        "greeting": "",
        "yes": "",
        "tell joke": "",
        "weather": "",
        "definition": "",
    },
    absent=NOT_IN_REQUESTS,
)

CALLS: Final = Scheme(
    says={
        "reset password": "account-access",
        "change security question": "account-access",
        "change pin": "account-access",
        "change address": "account-access",
        "report billing issue": "billing",
        "dispute charge": "billing",
        "pay bill": "billing",
        "check payment status": "billing",
        "update payment preference": "billing",
        "set auto payment": "billing",
        "cancel automatic billing": "billing ~cancellation",
        "update billing frequency": "billing",
        "make credit card payment": "billing",
        "cancel plan": "cancellation",
        "close account": "cancellation",
        "close bank account": "cancellation",
        "get quote": "price-and-value",
        "set up online banking": "onboarding ~account-access ~website-and-app",
        "enroll in plan": "ordering ~onboarding",
        "schedule appointment": "~ordering ~delivery",
        "get branch hours": "choice-and-availability",
        "find branch": "choice-and-availability",
    },
    absent=NOT_IN_REQUESTS,
)

BANK_OR_HOTEL: Final = Scheme(
    says={
        "refund": "returns-and-refunds",
        "wrong notworking notshowing": "reliability-and-bugs? ~billing ~account-access",
        # Mostly a standing order or a table.
        "cancel close leave freeze": "~cancellation",
        "pin": "account-access",
        "handoff": "~support-quality ~response-time",
        "direct debit": "billing",
        "standing order": "billing",
        "fees interests": "price-and-value? ~billing",
        "booking": "ordering",
        "parking": "facilities",
        "gym": "facilities",
        "swimming pool": "facilities",
        "housekeeping": "facilities",
        "accesibility": "facilities",
        "room ammenities": "~facilities",
        "spa": "~facilities",
        "restaurant": "~facilities ~product-quality",
        "room service": "~facilities ~product-quality",
        "appointment": "~ordering ~delivery",
        "lost stolen": "~privacy-and-security",
        "how long": "~waiting-time",
        "arrival": "~delivery ~waiting-time",
    },
    absent=NOT_IN_REQUESTS,
    unsure="ease-of-use website-and-app features",
    otherwise="",
)

CHATS: Final = Scheme(
    says={
        "disputecharge": "billing",
        "viewbillsintent": "billing",
        "reportbrokensoftware": "reliability-and-bugs",
        "checkserverstatus": "reliability-and-bugs?",
        "closeaccount": "cancellation",
        "cancelserviceintent": "cancellation",
        "stoporder": "cancellation",
        "updateaddress": "account-access",
        "checkoffereligibility": "price-and-value",
        "getpromotions": "price-and-value",
        "bookflight": "ordering",
    },
    absent=NOT_IN_REQUESTS,
)

# Bank complaints, by issue: the sentences that hold a keyword of the theme.
COMPLAINTS: Final[dict[str, str]] = {
    "Unexpected or other fees": "price-and-value",
    "Advertising and marketing, including promotional offers": "price-and-value",
    "Fraud or scam": "privacy-and-security",
    "Identity theft / Fraud / Embezzlement": "privacy-and-security",
    "Problem with fraud alerts or security freezes": "privacy-and-security",
    "Problem with a purchase shown on your statement": "returns-and-refunds",
    "Problem with a purchase or transfer": "returns-and-refunds",
}
ISSUES: Final = Scheme(
    says={theme: theme for theme in COMPLAINTS.values()},
    absent="facilities staff-competence product-quality documentation",
)
