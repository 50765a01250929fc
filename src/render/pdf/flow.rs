//! Pieces onto pages: what belongs together stays together, headers of tables are repeated.

use super::frame::Frame;
use std::rc::Rc;

/// A strip of a section as wide as the page, never parted.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What is drawn.
    pub frame: Frame,
    /// Room above in points; dropped at the top of a page.
    pub above: f32,
    /// The piece below goes on the same page.
    pub with_next: bool,
    /// Drawn first when this piece begins a page: a table's header.
    pub repeat: Option<Rc<Frame>>,
    /// Stands at the foot of the page if there is room.
    pub at_foot: bool,
    /// Share of the room left on a page that goes above this piece.
    pub stretch: f32,
}

impl Piece {
    /// A piece without any wishes.
    pub fn of(frame: Frame) -> Piece {
        Piece { frame, above: 0.0, with_next: false, repeat: None, at_foot: false, stretch: 0.0 }
    }
}

/// A frame and how far below the top of its page's blocks it stands.
#[derive(Clone, Debug)]
pub struct Placed {
    /// From the top of the blocks, in points.
    pub top: f32,
    /// What is drawn.
    pub frame: Frame,
}

/// Heights of the room for blocks, in points.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// On the first page of the section, below its title.
    pub first: f32,
    /// On the pages that continue it.
    pub later: f32,
    /// How much a gap with a stretch of 1 may grow if the section has one page, so that it is filled.
    pub stretch: f32,
}

/// Puts pieces on pages, in order, each once.
pub fn paginate(mut pieces: Vec<Piece>, room: Room) -> Vec<Vec<Placed>> {
    squeeze(&mut pieces, room.first);
    let heights: Vec<f32> = pieces.iter().map(|piece| piece.above + piece.frame.height).collect();
    let ends = chain_ends(&pieces);
    let mut pages = vec![Vec::new()];
    let mut filled = 0.0;
    let mut in_chain = false;
    for (place, piece) in pieces.into_iter().enumerate() {
        let space = if pages.len() == 1 { room.first } else { room.later };
        let chain: f32 = heights[place..=ends[place]].iter().sum();
        let header = piece.repeat.as_ref().map_or(0.0, |header| header.height);
        // A chain that no page can hold is parted where the page ends.
        let needed = if !in_chain && chain + header <= room.later { chain } else { heights[place] };
        in_chain = piece.with_next;
        let page_has_pieces = pages.last().is_some_and(|page| !page.is_empty());
        if page_has_pieces && filled + needed > space {
            pages.push(Vec::new());
            filled = 0.0;
            if let Some(header) = piece.repeat.as_deref() {
                filled = put(&mut pages, filled, Piece::of(header.clone()));
            }
        }
        let above = if filled > 0.0 { piece.above } else { 0.0 };
        filled = put(&mut pages, filled, Piece { above, ..piece });
    }
    let on_one_page = pages.len() == 1;
    for (number, page) in pages.iter_mut().enumerate() {
        let space = if number == 0 { room.first } else { room.later };
        sink(page, space);
        if on_one_page {
            loosen(page, space, room.stretch);
        }
    }
    let placed = |(top, piece): Strip| Placed { top, frame: piece.frame };
    pages.into_iter().map(|page| page.into_iter().map(placed).collect()).collect()
}

/// How small gaps may get before a further page is begun.
const SMALLEST_GAP: f32 = 0.45;

/// Narrows the gaps if the section then fits on one page, so that no last line goes on a page of its own.
fn squeeze(pieces: &mut [Piece], space: f32) {
    let frames: f32 = pieces.iter().map(|piece| piece.frame.height).sum();
    let gaps: f32 = pieces.iter().skip(1).map(|piece| piece.above).sum();
    let share = (space - frames) / gaps;
    if (SMALLEST_GAP..1.0).contains(&share) {
        // A little less, so that rounding does not push the last piece over the edge.
        pieces.iter_mut().for_each(|piece| piece.above *= share * 0.999);
    }
}

/// For each piece, the last piece that must be on its page.
fn chain_ends(pieces: &[Piece]) -> Vec<usize> {
    let mut ends = vec![0; pieces.len()];
    for place in (0..pieces.len()).rev() {
        let joined = pieces[place].with_next && place + 1 < pieces.len();
        ends[place] = if joined { ends[place + 1] } else { place };
    }
    ends
}

/// A piece and its top.
type Strip = (f32, Piece);

fn put(pages: &mut [Vec<Strip>], filled: f32, piece: Piece) -> f32 {
    let top = filled + piece.above;
    let bottom = top + piece.frame.height;
    if let Some(page) = pages.last_mut() {
        page.push((top, piece));
    }
    bottom
}

fn bottom_of(page: &[Strip]) -> f32 {
    page.last().map_or(0.0, |(top, piece)| top + piece.frame.height)
}

/// Moves what belongs at the foot down to it.
fn sink(page: &mut [Strip], space: f32) {
    let slack = space - bottom_of(page);
    let first_at_foot = page.iter().rposition(|(_, piece)| !piece.at_foot).map_or(0, |last| last + 1);
    if slack > 0.0 {
        page[first_at_foot..].iter_mut().for_each(|(top, _)| *top += slack);
    }
}

/// Widens the gaps that may stretch until the page is full or they have grown by `most`.
fn loosen(page: &mut [Strip], space: f32, most: f32) {
    let above_foot = page.iter().position(|(_, piece)| piece.at_foot).unwrap_or(page.len());
    let limit = page.get(above_foot).map_or(space, |(top, piece)| top - piece.above);
    let slack = limit - bottom_of(&page[..above_foot]);
    let total: f32 = page[..above_foot].iter().skip(1).map(|(_, piece)| piece.stretch).sum();
    if total <= 0.0 || slack <= 0.0 {
        return;
    }
    let growth = (slack / total).min(most);
    let mut moved = 0.0;
    for (top, piece) in page[..above_foot].iter_mut().skip(1) {
        moved += growth * piece.stretch;
        *top += moved;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(height: f32) -> Piece {
        Piece::of(Frame::new(100.0, height))
    }

    const ROOM: Room = Room { first: 100.0, later: 120.0, stretch: 0.0 };

    fn tops(pages: &[Vec<Placed>]) -> Vec<Vec<f32>> {
        pages.iter().map(|page| page.iter().map(|placed| placed.top).collect()).collect()
    }

    #[test]
    fn a_heading_goes_with_what_follows() {
        let heading = Piece { with_next: true, ..piece(20.0) };
        let pages = paginate(vec![piece(60.0), heading, piece(30.0)], ROOM);
        assert_eq!(tops(&pages), [vec![0.0], vec![0.0, 20.0]]);
    }

    #[test]
    fn a_chain_longer_than_a_page_is_parted_and_nothing_is_lost() {
        let pieces = (0..30).map(|_| Piece { with_next: true, ..piece(10.0) }).collect();
        let pages = paginate(pieces, ROOM);
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [10, 12, 8]);
    }

    #[test]
    fn a_header_is_repeated_on_each_further_page() {
        let header = Rc::new(Frame::new(100.0, 15.0));
        let rows = (0..12).map(|_| Piece { repeat: Some(Rc::clone(&header)), ..piece(20.0) });
        let pages = paginate(rows.collect(), ROOM);
        assert_eq!(tops(&pages)[1], [0.0, 15.0, 35.0, 55.0, 75.0, 95.0]);
        let drawn: usize = pages.iter().map(Vec::len).sum();
        assert_eq!(drawn, 12 + pages.len() - 1);
    }

    #[test]
    fn a_strip_sinks_to_the_foot_and_gaps_grow_within_their_limit() {
        let foot = Piece { at_foot: true, above: 5.0, ..piece(10.0) };
        let block = || Piece { above: 5.0, stretch: 1.0, ..piece(20.0) };
        let pages = paginate(vec![block(), block(), foot], Room { stretch: 8.0, ..ROOM });
        assert_eq!(tops(&pages), [[0.0, 33.0, 90.0]]);
    }

    #[test]
    fn gaps_narrow_before_a_last_line_gets_its_own_page() {
        let block = || Piece { above: 10.0, ..piece(46.0) };
        assert_eq!(paginate(vec![block(), block()], ROOM).len(), 1);
        let large = || Piece { above: 10.0, ..piece(49.0) };
        assert_eq!(paginate(vec![large(), large()], ROOM).len(), 2);
    }

    #[test]
    fn what_is_higher_than_a_page_stands_alone() {
        let pages = paginate(vec![piece(10.0), piece(500.0), piece(10.0)], ROOM);
        assert_eq!(tops(&pages), [[0.0], [0.0], [0.0]]);
    }
}
