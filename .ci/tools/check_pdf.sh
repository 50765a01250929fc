#!/usr/bin/env bash
# Checks PDF files: structure, fonts, tags, PDF/UA-1. Exit 1 if one falls short.
#   check_pdf.sh [--no-tags] FILE.pdf…      (--no-tags: all but tags and PDF/UA)
# Needs qpdf, poppler-utils (Debian) and the package outloud (PyPI).
set -u
export LC_ALL=C.UTF-8
tags=yes; [ "${1:-}" = --no-tags ] && { tags=no; shift; }
bad=0
[ $# -gt 0 ] || { echo "no PDF files named"; exit 1; }
fall() { echo "$1: $2"; bad=1; }
for f in "$@"; do
  qpdf --check "$f" >/dev/null 2>&1 || fall "$f" "qpdf finds it damaged"
  info=$(pdfinfo "$f" 2>/dev/null) || { fall "$f" "pdfinfo cannot read it"; continue; }
  [ $tags = no ] || grep -q '^Tagged: *yes' <<<"$info" || fall "$f" "not tagged"
  grep -q '^Title: *[^ ]' <<<"$info" || fall "$f" "no title"
  pdffonts "$f" | awk 'NR>2 && $(NF-4)!="yes"{print $1}' | while read -r n; do echo "$f: font $n is not embedded"; done | grep . && bad=1
  pdftotext "$f" - | grep -q '[[:alnum:]]' || fall "$f" "no text"
  pdftotext "$f" - | grep -nP '\x{FFFD}' | head -1 | grep -q . && fall "$f" "unmapped glyphs"
done
# All files in one call: a second to start, hundredths of a second a file.
[ $tags = no ] || report=$(outloud "$@" 2>&1) || fall "PDF/UA" "$(grep -iE 'error|fail' <<<"$report" | head -8 | tr '\n' ' ')"
[ $bad -eq 0 ] && echo "$# PDF files: all pass"
exit $bad
