"""Reports for people and programs that do not look at the screen."""

from jru_tui.face import open_face

_HOMES = {
    "change_lines": "ChangeLines",
    "debrief": "DEBRIEF_FORMS find_subject make_debrief",
    "disclosure_page": "make_disclosure_page",
    "feed_check": "feed_check_json feed_check_text round_text",
    "figures.figures": "count_figures",
    "figures.figures_text": "FIGURES_FORMS figures_page",
    "figures.sums": "Progress silent",
    "forms": "indented_json SUFFIXES",
    "handover.handover": "make_handover",
    "handover.handover_text": "HANDOVER_FORMS handover_page",
    "pages.page": "Chart ReportPage Section Table",
    "pages.page_html": "as_html",
    "paper": "make_paper",
    "status.attention": "attention_lines",
    "status.status": "feed_status status_of",
    "status.status_models": "FeedStatus SpooledStatus",
    "status.status_text": "in_words",
    "travel_accuracy": "count_travel",
    "travel_forms": "TRAVEL_FORMS",
}
"""The face of this package: what other packages may import, by the module that has it."""

__all__, __getattr__ = open_face(__name__, _HOMES)
