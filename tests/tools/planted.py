"""Guides of a kitchen, with all that the tools must not get wrong."""

_HEAD = """updated: 2026-11-01
sources:
  - {title: Guild notes, address: https://example.org/guild, date: undated}
---
"""


def role(title, on="[]", to="[]", exams="[]", more="", body=""):
    return f"""---
title: "{title}"
kind: role
summary: What a {title.lower()} does.
suits: [like heat]
builds_on: {on}
leads_to: {to}
certifications: {exams}
skills: [knife work, sauces]
{more}{_HEAD}# {title}

A {title.lower()} works in a kitchen. Knife work and sauces fill the day.

{body}"""


GUIDES = {
    "helper.md": role(
        "Helper",
        to="[cook]",
        more="""relations:
  - {to: cook, order: leads_to, kind: suggested, sentence: "Helpers become cooks after a year."}
""",
        body="Helpers become cooks after a year.\n",
    ),
    "cook.md": role(
        "Cook",
        on="[helper]",
        to="[chef]",
        exams="[OD-111, CK-100]",
        more="""stated:
  - {fact: C1, kind: pay, value: 500, unit: dollars a week, place: Norway, measure: median,
     subject: cooks, as_of: "2026", source: Guild, sentence: "In Norway cooks earned 500 dollars."}
""",
        body="## What does a cook earn?\n\nIn Norway cooks earned 500 dollars.\n",
    ),
    "chef.md": role("Chef", on="[cook]"),
    "ck-100.md": f"""---
title: "CK-100: Cooking"
kind: certification
exams: [CK-100]
level: Associate
status: retiring
summary: What exam CK-100 is about.
builds_on: []
leads_to: [cook]
at_a_glance:
  - {{aspect: length, value: 60 minutes, sentence: "CK-100 takes 60 minutes by the guild."}}
stated:
  - {{fact: K1, kind: end, value: 2027-06-30, sentence: "The announced end is 30 June 2027."}}
  - {{fact: K2, kind: length, value: 60, unit: minutes, as_of: "2026", source: Guild,
     sentence: "CK-100 takes 60 minutes by the guild."}}
  - {{fact: K3, kind: length, value: 90, unit: minutes, as_of: "2025", source: School,
     sentence: "A school gives it 90 minutes in 2025."}}
  - {{fact: K4, kind: weight, value: 60, subject: Heat, sentence: "| Heat | 60 per cent |"}}
  - {{fact: K4, kind: weight, value: 40, subject: Knives, sentence: "| Knives | 40 per cent |"}}
  - {{fact: K5, kind: hours, value: 20-40, unit: hours, as_of: "2026", source: School,
     sentence: "The school reckons with 20–40 hours."}}
  - {{fact: K6, kind: wait, value: 24, unit: hours,
     sentence: "A second try is open after 24 hours."}}
{_HEAD}# CK-100: Cooking

CK-100 is an exam about cooking.

## How long does CK-100 take?

CK-100 takes 60 minutes by the guild. A school gives it 90 minutes in 2025.

## What does CK-100 test?

It tests two areas:

| Area | Weight |
|---|---|
| Heat | 60 per cent |
| Knives | 40 per cent |

## How do you prepare for CK-100?

The school reckons with 20–40 hours. A practice assessment is free.
A second try is open after 24 hours.

## Is CK-100 still current?

The announced end is 30 June 2027.
""",
    "od-111.md": f"""---
title: "OD-111: Old cooking"
kind: certification
exams: [OD-111]
level: Associate
status: retired
summary: What exam OD-111 was about.
builds_on: []
leads_to: [cook]
stated:
  - {{fact: O1, kind: end, value: 2025-01-31, sentence: "OD-111 was retired on 31 January 2025."}}
{_HEAD}# OD-111: Old cooking

OD-111 was an exam about cooking on wood.

## Is OD-111 still current?

OD-111 was retired on 31 January 2025.
""",
    "oak.md": "# Oak\n\nWood.\n\n## Weight\n\nOak is heavy.\n\n## Use\n\nOak makes barrels.\n",
    "fir.md": "# Fir\n\nWood.\n\n## Weight\n\nFir is light.\n\n## Use\n\nFir makes roofs.\n",
}
