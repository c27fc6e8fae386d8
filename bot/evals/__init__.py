"""How good are the answers? Question sets, measures, baseline and report of `careerbot eval`."""
