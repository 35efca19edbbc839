"""Reports for people and programs that do not look at the screen."""

from jru_tui.face import open_face

_HOMES = {
    "attention": "attention_lines",
    "change_lines": "ChangeLines",
    "change_phrases": "in_words",
    "debrief": "DEBRIEF_FORMS find_subject make_debrief",
    "disclosure_page": "make_disclosure_page",
    "feed_check": "feed_check_json feed_check_text round_text",
    "figures": "count_figures",
    "figures_text": "FIGURES_FORMS",
    "form_names": "SUFFIXES",
    "handover": "make_handover",
    "handover_text": "HANDOVER_FORMS",
    "pages.page": "Chart ReportPage Section Table",
    "pages.page_html": "as_html",
    "paper": "make_paper",
    "status": "feed_status status_json status_of",
    "status_models": "FeedStatus",
    "sums": "Told silent",
    "travel_accuracy": "count_travel",
    "travel_forms": "TRAVEL_FORMS",
}
"""The face of this package: what other packages may import, by the module that has it."""

__all__, __getattr__ = open_face(__name__, _HOMES)
