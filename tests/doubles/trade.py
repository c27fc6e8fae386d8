"""A trade of its own to ask about: guides with all that tables, dates and plans are made of."""

_HEAD = """updated: 2026-11-01
sources:
  - {title: Guild notes, address: https://example.org/guild, date: undated}
---
"""

GUIDES = {
    "bk-100.md": f"""---
title: "BK-100: Bread"
kind: certification
exams: [BK-100]
also_called: [bread exam]
level: Associate
status: retiring
summary: What exam BK-100 is about.
builds_on: []
leads_to: [bk-200]
at_a_glance:
  - {{aspect: length, value: 90 minutes, sentence: "BK-100 takes 90 minutes."}}
  - {{aspect: price, value: 80 dollars, sentence: "BK-100 costs 80 dollars in Norway in 2026."}}
  - {{aspect: renewal, value: every year, sentence: "BK-100 is renewed every year at the mill."}}
stated:
  - {{fact: B1, kind: end, subject: BK-100, value: 2026-11-30,
     sentence: "The announced end of BK-100 is 30 November 2026."}}
  - {{fact: B2, kind: weight, subject: Kneading, value: 75, sentence: "| Kneading | 75 per cent |"}}
  - {{fact: B2, kind: weight, subject: Proving, value: 25, sentence: "| Proving | 25 per cent |"}}
  - {{fact: B4, kind: hours, value: 20-40, unit: hours,
     sentence: "One miller reckons with 20 to 40 hours."}}
{_HEAD}# BK-100: Bread

BK-100 is an exam about bread. Bakers sit it in a warm kitchen.

## How long does BK-100 take and what does it cost?

BK-100 takes 90 minutes. BK-100 costs 80 dollars in Norway in 2026.

## What does BK-100 test?

It tests two areas:

| Area | Weight |
|---|---|
| Kneading | 75 per cent |
| Proving | 25 per cent |

## How is BK-100 renewed?

BK-100 is renewed every year at the mill. Bring a loaf along.

## Is BK-100 still current?

The announced end of BK-100 is 30 November 2026. Cakes take its place.

## How do you prepare for BK-100?

Preparing for BK-100 takes practice with flour. Candidates knead three evenings a week. One miller
reckons with 20 to 40 hours.

## What to do next

1. Book a seat for the bread exam.
2. Knead a loaf each evening.
3. Weigh the flour twice.
""",
    "bk-200.md": f"""---
title: "BK-200: Cakes"
kind: certification
exams: [BK-200]
also_called: [cake exam]
level: Expert
status: current
summary: What exam BK-200 is about.
builds_on: [bk-100]
leads_to: []
at_a_glance:
  - {{aspect: length, value: 120 minutes, sentence: "BK-200 takes 120 minutes."}}
  - {{aspect: price, value: 95 dollars, sentence: "BK-200 costs 95 dollars in Norway in 2026."}}
{_HEAD}# BK-200: Cakes

BK-200 is an exam about cakes. Pastry cooks sit it in a cold room.

## How long does BK-200 take and what does it cost?

BK-200 takes 120 minutes. BK-200 costs 95 dollars in Norway in 2026.

## Should you take BK-100 or BK-200?

Take BK-100 if you like ovens, and BK-200 if you like sugar. BK-200 asks for patience.

## What to do next

1. Book a seat for the cake exam.
2. Ice a sponge.
""",
    "baker.md": f"""---
title: "Baker"
kind: topic
also_called: [bread maker]
summary: What bakers do and earn.
stated:
  - {{fact: B3, kind: pay, value: 500, unit: dollars a week, place: Norway, measure: median,
     as_of: "2026", source: Guild, sentence: "In Norway bakers earned 500 dollars a week in 2026."}}
  - {{fact: B3, kind: pay, value: 410, unit: dollars a week, place: Norway, measure: p10,
     as_of: "2026", source: Guild, sentence: "A tenth earned 410 dollars at most."}}
{_HEAD}# Baker

A baker makes bread at night. The shop opens at dawn.

## What does a baker earn?

In Norway bakers earned 500 dollars a week in 2026. A tenth earned 410 dollars at most.

## How do people become a baker?

People become a baker through the guild. Most begin by sweeping, and knead after a year.

## What is hard about the work of a baker?

The nights are long. Flour dust makes bakers cough.

## What to do next

1. Visit a mill.
2. Ask a baker for a night in the kitchen.
""",
    "miller.md": f"""---
title: "Miller"
kind: topic
summary: What millers do.
{_HEAD}# Miller

A miller grinds grain beside the river. The stones turn all day.

## What is hard about the work of a miller?

The stones are loud. Floods stop the wheel in spring.

## How do people become a miller?

People become a miller by carrying sacks for a season.
""",
}
