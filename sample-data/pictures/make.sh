#!/bin/sh
# Makes reports.png, the picture in the README, from a month's folder of reports:
#
#   cargo run --release -- run sample-data/intake --period 2026-10 --out out
#   sample-data/pictures/make.sh out/2026-10
#
# Needs pdftoppm and pdftotext (poppler), soffice (LibreOffice) and ImageMagick.
set -eu

reports=${1:?"usage: make.sh FOLDER, such as out/2026-10"}
picture=$(dirname "$0")/reports.png
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
magick=$(command -v magick || command -v convert)

# The first page of the PDF $1 whose running head starts with the word $2.
page_named() {
    page=1
    while [ "$(pdftotext -f "$page" -l "$page" "$1" - | head -n 1)" != "$2" ]; do
        page=$((page + 1))
        [ "$page" -le 20 ] || { echo "$1 has no page \"$2\"" >&2; exit 1; }
    done
    echo "$page"
}

# Page $2 of the PDF $1 as the sheet of paper $3.png, 620 px high, with a thin edge.
sheet() {
    pdftoppm -r 150 -f "$2" -l "$2" -png -singlefile "$1" "$work/$3-raw"
    "$magick" "$work/$3-raw.png" -resize x620 -bordercolor '#C9D1D8' -border 1 "$work/$3.png"
}

soffice -env:UserInstallation="file://$work/profile" --headless --convert-to pdf --outdir "$work" \
    "$reports/portfolio.xlsx" >/dev/null 2>&1
[ -s "$work/portfolio.pdf" ] || { echo "soffice made no PDF of $reports/portfolio.xlsx" >&2; exit 1; }

sheet "$reports/executive.pdf" 1 decide
sheet "$reports/executive.pdf" "$(page_named "$reports/executive.pdf" Money)" money
sheet "$work/portfolio.pdf" 1 summary

"$magick" "$work/decide.png" "$work/money.png" "$work/summary.png" \
    -bordercolor '#EEF1F4' -border 14x26 -background '#EEF1F4' -gravity north +append \
    -bordercolor '#EEF1F4' -border 14x0 \
    -resize 1400x +dither -colors 128 -strip -define png:compression-level=9 "$picture"
echo "$picture: $(wc -c <"$picture") bytes"
