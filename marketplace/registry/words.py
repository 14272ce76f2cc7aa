"""The registry's words for people: what an entry of the log is, what an invariant says."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.registry.models import (
    Freeze,
    MethodologyAct,
    Movement,
    Retirement,
    RetirementUpstream,
)

ENTRY_KINDS = {
    "issuance": _("Issue of a batch"),
    "movement": _("Movement"),
    "retirement": _("Retirement"),
    "cancellation": _("Cancellation"),
    "statement": _("Statement behind a certificate"),
    "upstream": _("Withdrawal upstream"),
    "freeze": _("Freeze"),
    "methodology": _("Decision on a methodology"),
}
MOVEMENTS = dict(Movement.Kind.choices)
PURPOSES = dict(Retirement.Purpose.choices)
UPSTREAM = dict(RetirementUpstream.State.choices)
FREEZES = dict(Freeze.Act.choices)
METHODOLOGY_ACTS = dict(MethodologyAct.Act.choices)
UPSTREAM_TONES = {
    "not_requested": "none",
    "requested": "wait",
    "withdrawn": "done",
    "refused": "final",
}
COUNTS = {
    "invariants": _("invariants asked of the database"),
    "movements": _("movements compared with the log"),
    "batches": _("batches compared with the log"),
    "retirements": _("retirements compared with the log"),
    "statements": _("signatures of statements verified"),
    "entries": _("entries of the log hashed again"),
    "checkpoints": _("signed checkpoints compared"),
}
# What the audit asserts, in the order in which the status page lists it. The first names are those of
# sql/audit.sql, the last those of row_audit and log_audit; a test keeps the two lists equal.
CHECKS = {
    "conservation": _("Issued = available + for sale + reserved + retired + cancelled, per batch"),
    "holdings_are_the_replay": _("Every holding is the sum of its movements"),
    "movement_ends_are_whole": _("Each end of a movement is an account with a compartment"),
    "never_negative": _("No holding is below zero"),
    "issued_once": _("A batch has one issue, of its whole quantity, from an approved request"),
    "issued_as_requested": _("A batch has the project, method, period and steps of its request"),
    "two_people": _("Who asked for an issue or a release did not decide on it"),
    "evidence_is_itself": _("Every file of evidence is the one that was handed in"),
    "custody_once": _("No tonne of another registry is in custody twice"),
    "unread_serials_typed_twice": _(
        "Serials of other platforms that no machine reads were typed by two people, the same"
    ),
    "period_issued_once": _("A project's days are issued here once, unless it is said why"),
    "issued_under_a_filed_methodology": _("Every batch stands on a methodology that was filed"),
    "imported_rows_are_requests": _("Every imported row is the request it became"),
    "withdrawals_are_whole": _("Withdrawals upstream take whole tonnes, of what was retired"),
    "proofs_serve_once": _(
        "A proof of withdrawal serves once, or several times under one number where that was said"
    ),
    "serials_without_gap_or_overlap": _("Serial numbers follow each other without gap or overlap"),
    "block_columns_agree": _("Each block of serial numbers fits its batch and the block before"),
    "cursor_is_next": _("The next serial number to be used is the one after the last used"),
    "retirements_add_up": _("A retirement's serial numbers and movements are its kilograms"),
    "nothing_retired_twice": _("What was retired and cancelled is exactly what has serial numbers"),
    "cancellations_add_up": _("A cancellation's serial numbers are its kilograms"),
    "increments_kept": _("Batches dealt in by whole tonnes were used by whole tonnes"),
    "custody_covers": _("What circulates or waits for withdrawal is covered by tonnes in custody"),
    "withdrawal_followed": _("Every retirement is followed up on the issuing platform"),
    "status_is_the_last_act": _("A batch is frozen exactly when its last act froze it"),
    "freezes_have_one_subject": _("Each freeze is of one batch, one account or one listing"),
    "freezes_follow_each_other": _("Nothing was frozen twice, or released without being frozen"),
    "one_certificate_each": _("Every retirement has one certificate code and unbroken revisions"),
    "revisions_keep_the_facts": _("A certificate's correction changed wording only, never a fact"),
    "corrections_by_two": _(
        "Every correction of a certificate was asked for by one person and decided by another"
    ),
    "disclosures_fit": _("Every text that is still kept is the one its digest was made of"),
    "disclosures_are_there": _("Every digest of a title or reason is accounted for"),
    "every_leaf_has_its_row": _("No entry of the log is without the record it speaks of"),
    "every_leaf_gets_a_place": _("Every entry has its place in the log or waits for it"),
    "leaf_hashes_fit": _("Every entry's hash is that of its bytes, sealed or waiting"),
    "positions_without_gap": _("The log's positions run without gap to the newest checkpoint"),
    "guards_in_place": _("Every guard of the database that protects evidence is on"),
    "rights_in_place": _("The site's own database role can't change evidence"),
    "withdrawal_numbers_serve_once": _(
        "A withdrawal's number stands behind several blocks only where a registrar said that it covers them"
    ),
    "recorded_as_confirmed": _(
        "Every methodology filed elsewhere was recorded by one registrar and confirmed by another"
    ),
    "recorded_by_one_accepted_by_another": _(
        "Who recorded a methodology filed elsewhere did not accept it for credits"
    ),
    "methodology_is_its_last_act": _(
        "Every methodology is filed, superseded and accepted as it was last decided"
    ),
    "reviewed_before_filed": _(
        "Every methodology filed after review has two experts' approval and its entry in the log"
    ),
    "reviewers_are_independent": _(
        "No expert reviewed for an organization of their own or one declared as a conflict"
    ),
    "method_guards_in_place": _("Every guard that protects submissions and opinions is on"),
    "points_lots_not_overdrawn": _("No points are used twice or by anybody but their own person"),
    "points_are_what_the_rule_says": _(
        "All points are their records by a published rule, no gram lost"
    ),
    "points_rows_are_credited": _("Every record that counts was credited once, and no other"),
    "points_redemptions_add_up": _(
        "Redeemed and corrected points are what was taken from accounts"
    ),
    "points_two_people": _(
        "Rules, files and corrections of points were decided by a second person"
    ),
    "points_one_rule_a_day": _("No behaviour has two exchange rules on one day"),
    "points_guards_in_place": _("Every guard that protects points is on"),
    "listings_are_the_holdings": _("What listings offer and reserve is in the sellers' holdings"),
    "reserved_is_asked_for": _("What is reserved is what open quotes and orders asked for"),
    "retired_by_two": _(
        "Retirements out of holdings that need two people were asked for by one and carried out by another"
    ),
    "sold_is_ordered": _("What listings have sold is what fulfilled orders took"),
    "orders_add_up": _("Every order's lines and fee are its total"),
    "states_agree": _("Every order's kilograms are where its state says"),
    "retired_what_was_paid": _("An order's retirement is of its kilograms, after it was paid"),
    "retire_at_once_retired": _("Whoever asked for retirement at once got it"),
    "second_person": _("Nobody approved an order of their own"),
    "frozen_listings_have_their_act": _("A listing is frozen exactly when its last act froze it"),
    "discarded_were_never_for_sale": _("What sellers threw away was never for sale"),
    "no_limbo": _("Nothing that is paid waits for more than a quarter of an hour"),
    "accepted_transfers_moved": _("What an accepted transfer offered was moved, line by line"),
    "transfers_second_person": _("Nobody approved a transfer of their own"),
    "gifts_are_gifts": _("A gift's retirement was made as a gift"),
    "portfolios_are_whole": _("The parts of every portfolio make a hundred percent"),
    "buying_guards_in_place": _("What keeps transfers, gifts and the directory as written is on"),
    "paid_with_money": _("Every paid order has one payment of exactly its total"),
    "sold_once_per_order": _("What an order bought was moved once and retired once"),
    "refunds_within_payments": _("No more money goes back than came"),
    "no_money_in_limbo": _("Money that paid no order is on its way back, or a person knows"),
    "two_people_per_transfer": _(
        "Every transfer was matched by one person and confirmed by another"
    ),
    "freezes_belong_to_cases": _("Every approved release was carried out by the two who agreed"),
    "anomalies_stand_where_their_last_step_says": _("Every anomaly stands where its history says"),
    "supervision_guards_in_place": _("Every guard of what supervision wrote down is on"),
    "listing_steps_have_two": _("Every approved step on a listing was asked for by another person"),
    "projects_are_their_dossiers": _("A project says what its last accepted dossier says"),
    "accepted_has_a_project": _("A dossier has a project exactly when it was accepted"),
    "returned_says_why": _("Every dossier that was sent back says why"),
    "dossiers_come_from_sellers": _("Dossiers come from organizations accepted as project owners"),
    "issued_as_measured": _(
        "Every batch is for days that were measured, by the dossier accepted at the time"
    ),
    "project_guards_in_place": _("Every guard that keeps issues to what was measured is on"),
    "files_are_their_digests": _("Every file handed in is the file its digest names"),
    "movements_fit_the_log": _("Every movement is what the log says"),
    "issuances_fit_the_log": _("Every batch is what the log says"),
    "retirements_fit_the_log": _("Every retirement is what the log says"),
    "cancellations_fit_the_log": _("Every cancellation is what the log says"),
    "statements_fit_the_log": _("Every statement is signed and is what the log says"),
    "withdrawals_fit_the_log": _("Every withdrawal upstream stands where the log says"),
    "freezes_fit_the_log": _("Every freeze is what the log says"),
    "methodologies_fit_the_log": _("Every decision on a methodology is what the log says"),
    "log_fits_its_checkpoints": _("Hashing the log again gives the root of every checkpoint"),
    "checkpoints_are_signed": _("Every checkpoint carries the registry's signature"),
}


def entry_facts(said: dict[str, Any]) -> str:
    """Return what an entry of the log is about, in a few words; of a kind not known here, what it names."""
    kind = said.get("kind")
    if kind == "movement":
        return f"{MOVEMENTS[said['act']]} · {said['batch']}"
    if kind == "issuance":
        return str(said["batch"])
    if kind == "methodology":
        return f"{METHODOLOGY_ACTS[said['act']]} · {said['methodology']} {said['version']}"
    if kind == "freeze":
        subject = said.get("batch") or said.get("listing") or said.get("account")
        return f"{FREEZES[said['act']]} · {subject}"
    if kind == "upstream":
        return f"{UPSTREAM[said['state']]} · {said['batch']}"
    if kind in ("retirement", "cancellation"):
        return ", ".join(f"{batch} {first:,}–{last:,}" for batch, first, last in said["blocks"])
    return str(said.get("batch") or said.get("retirement") or "")
