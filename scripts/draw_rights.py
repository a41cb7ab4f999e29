"""Draw the table of roles and rights as Markdown.

python -m scripts.draw_rights > docs/rights.md
"""

from __future__ import annotations

from clerkdesk.rules.acts.act_names import act_words
from clerkdesk.rules.clerks.rights import RIGHT_WORDS, ROLES_OF_PEOPLE, rights_table, role_words

_HEAD = """\
# Roles and rights

Made from `clerkdesk/rules/clerks/rights.py` by `python -m scripts.draw_rights > docs/rights.md`; a test
holds it to them.

An act asks for its right as it begins, in one place; a refusal names the roles that hold the right and the people here
who have it, and stands in the audit (R-802). A clerk enters a clinician's decision on their behalf, with its source: a
discharge in the patient's interest, active monitoring, a discharge after a missed appointment. Only a clinician can be
the one who decided (R-125). Everybody may read what the booking desk shows; the audit is for the roles below.
"""


def rights_markdown() -> str:
    """Return the whole document."""
    roles = " | ".join(role_words(role) for role in ROLES_OF_PEOPLE)
    lines = [_HEAD, f"| right | {roles} |", "|---" * (len(ROLES_OF_PEOPLE) + 1) + "|"]
    for right, _, holders in rights_table():
        held = " | ".join("yes" if role in holders else "" for role in ROLES_OF_PEOPLE)
        lines.append(f"| {RIGHT_WORDS[right]} | {held} |")
    lines += ["", "## The acts of each right", ""]
    for right, kinds, _ in rights_table():
        acts = "; ".join(sorted(act_words(kind) for kind in kinds)) or "asked of whoever decides, agrees or reads"
        lines.append(f"- **{RIGHT_WORDS[right]}**: {acts}.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(rights_markdown(), end="")
