/** Free room between a cursor and its card, px: about the size of a cursor. */
const away = 16;

/**
 * placeCard is where a card's upper left corner goes: right of the cursor and below it, or else on the other side, so that it
 * never lies under the cursor, and on the board where that has room. All in px: the cursor, the card's size, the board's.
 */
export function placeCard(
  cursor: readonly number[],
  card: readonly number[],
  board: readonly number[],
): [left: number, top: number] {
  const [x, y] = [0, 1].map((k) => along(cursor[k]!, card[k]!, board[k]!));
  // It covers the cursor only where neither axis had room on either side; then it hangs over the lower edge.
  return x!.clear || y!.clear ? [x!.at, y!.at] : [x!.at, cursor[1]! + away];
}

function along(cursor: number, card: number, board: number): { at: number; clear: boolean } {
  if (cursor + away + card <= board) return { at: cursor + away, clear: true };
  if (cursor - away - card >= 0) return { at: cursor - away - card, clear: true };
  return { at: Math.max(0, Math.min(cursor - card / 2, board - card)), clear: false };
}
