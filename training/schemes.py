"""How the labels of each permitted set are read as themes of the general codeframe.

A label says themes, in words: `theme` it speaks of it; `theme?` it does where a keyword of the
theme stands in the text, and else nobody knows; `~theme` nobody knows. A label that is not listed
says what `otherwise` says; where that is None, its texts are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Scheme:
    """What the labels of a set say of themes, and what their absence says.

    Attributes
    ----------
    says
        Label to themes.
    absent
        Themes that are absent where no label says them: the coders of the set looked for them, or
        they cannot occur in it.
    unsure
        Themes of which the absence of a label says nothing. A theme that stands in neither is
        absent where no keyword of it stands in the text.
    """

    says: dict[str, str]
    absent: str
    unsure: str = ""
    otherwise: str | None = None


HELP: Final = "~staff-competence ~support-quality"
STAFF: Final = f"~staff-attitude {HELP}"

NHS: Final = Scheme(
    says={
        "Not assigned": "",
        "Organisation & efficiency": "~support-quality ~waiting-time ~ease-of-use",
        "Funding & use of financial resources": "~price-and-value",
        "Staff manner & personal attributes": "staff-attitude",
        # The codeframe counts "short staffed" under availability.
        "Number & deployment of staff": "choice-and-availability?",
        "Staff responsiveness": "~response-time ~waiting-time ~staff-attitude",
        "Staff continuity": "~staff-competence ~communication",
        "Competence & training": "staff-competence",
        "Unspecified communication": "communication",
        "Staff listening, understanding & involving patients": "staff-attitude ~communication",
        # "Lots of advice" as well as what was explained.
        "Information directly from staff during care": "communication? ~staff-competence",
        # Leaflets as well as advice.
        "Information provision & guidance": "communication? ~documentation",
        "Being kept informed, clarity & consistency of information": "communication",
        # Getting through, but also what happened on the phone.
        "Contacting services": "response-time?",
        # Getting one, booking one and keeping one are three themes of ours.
        "Appointment arrangements": "~ordering ~choice-and-availability ~delivery ~waiting-time",
        "Appointment method": "~choice-and-availability ~ordering ~website-and-app",
        "Timeliness of care": "waiting-time",
        "Pain management": "~staff-competence",
        "Diagnosis & triage": "~staff-competence ~communication",
        "Referals & continuity of care": "~communication ~support-quality",
        "Discharge": "~communication ~waiting-time",
        "Care plans": "~communication",
        "Patient records": "~privacy-and-security ~reliability-and-bugs ~communication",
        "Cleanliness, tidiness & infection control": "facilities",
        "Provision of medical equipment": "~product-quality ~choice-and-availability ~facilities",
        "Service location": "facilities",
        # Here the ride is the service itself, of which only the vehicle is a place.
        "Transport to/ from services": "facilities? ~delivery",
        "Parking": "facilities",
        "Electronic entertainment": "~facilities ~features",
        "Feeling safe": "privacy-and-security",
        "Patient appearance & grooming": "~facilities",
        "Mental Health Act": "",
        "Equality, Diversity & Inclusion": "~staff-attitude",
        "Admission": "",
        "Safeguarding concerns?": "~privacy-and-security",
        "Environment & Facilities": "facilities",
        "Supplying & understanding medication": "~delivery ~product-quality ~communication",
        "Activities & access to fresh air": "~features ~choice-and-availability ~facilities",
        "Food & drink provision & facilities": "product-quality ~facilities",
        "Sensory experience": "facilities",
        "Impact of treatment/ care": "~support-quality ~product-quality",
        "Learning organisation": "",
        "Interaction with family/ carers": "~staff-attitude ~communication",
        "Negative experience & dissatisfaction": "",
        "Positive experience & gratitude": "",
    },
    absent="staff-attitude staff-competence communication waiting-time response-time facilities "
    "product-quality integrations account-access billing returns-and-refunds speed",
    # "Helpful" is the manner of staff there and support here.
    unsure="support-quality",
)

# One label a comment: that it lacks another says nothing.
NHS_PHASE1: Final = Scheme(
    says={
        "attitude of staff": "staff-attitude",
        "staff general": "staff-attitude?",
        "professionalism competence of staff": "staff-competence?",
        "amount clarity of information": "communication?",
        "communication": "communication?",
        "listening": "staff-attitude",
        "food": "product-quality",
        "facilities equipment": "facilities?",
        "environment facilities": "facilities",
        "cleanliness": "facilities",
        "parking transport": "facilities?",
        "location": "facilities?",
        "time spent waiting for first appt referral service": "waiting-time",
        "time spent waiting between appointments": "waiting-time",
        "staffing levels": "choice-and-availability?",
        "feeling safe including bullying": "privacy-and-security?",
        "respect for diversity person centeredness": "staff-attitude?",
        "emotional care": "staff-attitude?",
        "dignity general": "staff-attitude?",
        "nothing to improve": "",
        "everything was good bad": "",
        "care received": "",
        "made a difference to my life": "",
        "nothing was good": "",
    },
    absent="integrations account-access billing returns-and-refunds speed",
    unsure="support-quality staff-attitude staff-competence communication waiting-time facilities "
    "product-quality",
)

HOTELS: Final = Scheme(
    says={
        "hotel general": "",
        "service general": f"staff-attitude? {HELP} ~communication ~waiting-time",
        "location general": "facilities",
        "rooms general": "facilities",
        "rooms design features": "facilities",
        "rooms cleanliness": "facilities",
        "rooms comfort": "facilities",
        "rooms quality": "facilities",
        "room amenities general": "facilities",
        "room amenities comfort": "facilities",
        "room amenities cleanliness": "facilities",
        "facilities general": "facilities",
        "facilities design features": "facilities",
        "facilities comfort": "facilities",
        "facilities cleanliness": "facilities",
        "hotel design features": "facilities",
        "hotel cleanliness": "facilities",
        "hotel comfort": "facilities",
        "hotel prices": "price-and-value",
        "rooms prices": "price-and-value",
        "food drinks prices": "price-and-value",
        "facilities prices": "price-and-value",
        "room amenities prices": "price-and-value",
        "food drinks quality": "product-quality",
        "food drinks style options": "choice-and-availability? ~product-quality",
    },
    absent="facilities price-and-value product-quality integrations documentation onboarding "
    "delivery account-access",
    unsure="support-quality staff-competence choice-and-availability",
    otherwise="~facilities ~product-quality",
)

COURSES: Final = Scheme(
    says={
        "course general": "",
        "faculty general": "staff-competence? ~staff-attitude ~support-quality",
        "faculty comprehensiveness": "staff-competence? ~ease-of-use",
        "course value": "price-and-value?",
        "platform prices": "price-and-value",
        "platform general": "~website-and-app ~ease-of-use",
        "faculty response": f"~response-time ~communication {STAFF}",
        # The course is the product; what it teaches is no quality of it that one can tell apart.
        "course quality": "~product-quality ~documentation ~ease-of-use",
    },
    absent="facilities delivery returns-and-refunds choice-and-availability",
    unsure="features documentation",
    otherwise="~product-quality ~documentation ~ease-of-use ~features",
)

GROCERIES: Final = Scheme(
    says={
        "food general": "~product-quality",
        "food quality": "product-quality",
        # Flavours, sizes and textures.
        "food style options": "~choice-and-availability ~product-quality",
        "food prices": "price-and-value",
        "food recommendation": "",
        "amazon prices": "price-and-value",
        "amazon availability": "choice-and-availability ~ordering",
        # Packaging too, liked for itself.
        "shipment quality": "delivery?",
        "shipment delivery": "delivery",
        "shipment prices": "price-and-value ~delivery",
    },
    absent="price-and-value delivery product-quality facilities staff-attitude staff-competence "
    "integrations account-access onboarding speed reliability-and-bugs",
    unsure="features choice-and-availability",
)

PHONES: Final = Scheme(
    says={
        "phone general": "",
        "phone price": "price-and-value",
        "platform prices": "price-and-value",
        "company price": "price-and-value",
        "phone quality": "product-quality",
        "hardware quality": "product-quality",
        "camera quality": "product-quality",
        "display quality": "product-quality",
        "battery quality": "product-quality",
        # "Smooth" is said of any phone.
        "phone usability": "~ease-of-use",
        "os usability": "~ease-of-use",
        "phone operation performance": "speed? reliability-and-bugs? ~product-quality",
        "cpu operation performance": "speed? ~reliability-and-bugs",
        "phone connectivity": "reliability-and-bugs? ~integrations ~speed",
        "phone design features": "features? ~product-quality",
        "company general": "support-quality? ~communication",
        "phone warranty": "~returns-and-refunds",
        "shipping delivery": "delivery",
        "platform general": "~delivery ~ordering ~website-and-app",
    },
    absent="price-and-value facilities cancellation billing waiting-time",
    unsure="features product-quality ease-of-use speed reliability-and-bugs",
    otherwise="~product-quality",
)

PHONE_SHOP: Final = Scheme(
    says={
        "overall overall": "",
        "logistics speed": "delivery",
        "logistics lost and damaged": "delivery",
        "logistics general": "delivery",
        "seller service shipping": "delivery",
        "seller service attitude": f"staff-attitude? response-time? {HELP}",
        "seller service timeliness of seller service": "response-time? ~delivery",
        "seller service inventory": "choice-and-availability",
        "price price": "price-and-value",
        "price value for money": "price-and-value",
        "branding marketing promotional giveaways": "~price-and-value",
        "product quality general": "product-quality",
        "camera general": "product-quality ~features",
        "battery longevity battery life": "product-quality",
        "battery longevity general": "product-quality",
        "screen clarity": "product-quality",
        "audio sound tone quality": "product-quality",
        "ease of use easy to use": "ease-of-use",
        "ease of use audience groups": "~ease-of-use",
        "performance running speed": "speed",
        "system operation smoothness": "~speed ~reliability-and-bugs ~ease-of-use",
        "signal signal general": "~reliability-and-bugs ~speed",
        "signal signal of mobile network": "~reliability-and-bugs ~speed",
        "signal wifi signal": "~reliability-and-bugs ~speed",
        "after sales service exchange warranty return": "returns-and-refunds? ~support-quality",
        "product packaging instruction manual": "documentation",
        "product packaging general": "~delivery",
        "product packaging packaging materials": "~delivery",
        "product packaging completeness of accessories": "~delivery",
        "buyer attitude recommendable": "",
        "buyer attitude shopping experiences": "~ordering",
        "buyer attitude repurchase and churn tendency": "",
        "buyer attitude loyalty": "",
    },
    absent="price-and-value delivery facilities cancellation billing waiting-time account-access",
    unsure="features product-quality ease-of-use speed reliability-and-bugs",
    otherwise="~product-quality ~features ~integrations",
)

# Every neutral label has a name of its own: a soup that is ordered is named, not judged.
RESTAURANTS: Final = Scheme(
    says={
        "food": "product-quality",
        "service": f"waiting-time? {STAFF}",
        # A waiter may be named for what he brought.
        "staff": f"{STAFF} ~waiting-time",
        "price": "price-and-value",
        "ambience": "facilities",
        "place": "~facilities ~waiting-time",
        "menu": "~choice-and-availability ~product-quality",
        "food neutral": "~product-quality",
        "service neutral": f"{STAFF} ~waiting-time",
        "staff neutral": f"{STAFF} ~waiting-time",
        "price neutral": "~price-and-value ~billing",
        "ambience neutral": "~facilities",
        "place neutral": "~facilities ~waiting-time",
        "menu neutral": "~choice-and-availability ~product-quality",
        "miscellaneous": "~ordering ~waiting-time ~facilities",
        "miscellaneous neutral": "~ordering ~waiting-time ~facilities",
    },
    absent="price-and-value product-quality facilities integrations documentation onboarding "
    "account-access speed reliability-and-bugs",
    unsure="staff-attitude staff-competence support-quality choice-and-availability waiting-time",
)
