package grid

import "math/bits"

// bitRows is a bit matrix over the lattice positions of a band: one row of words for each lattice row.
type bitRows struct {
	words  []uint64
	stride int // words in a row
}

// reset makes it rows x stride words of zeros, in the memory that it has.
func (b *bitRows) reset(rows, stride int) {
	b.stride = stride
	n := rows * stride
	if cap(b.words) < n {
		b.words = make([]uint64, n)
		return
	}
	b.words = b.words[:n]
	clear(b.words)
}

func (b *bitRows) row(r int) []uint64 { return b.words[r*b.stride : (r+1)*b.stride] }

func (b *bitRows) set(r, k int) { b.words[r*b.stride+k>>6] |= 1 << (k & 63) }

// toggle flips bit k of row r, unless k lies beyond the row: a crossing there has no position to its right.
func (b *bitRows) toggle(r, k int) {
	if k>>6 < b.stride {
		b.words[r*b.stride+k>>6] ^= 1 << (k & 63)
	}
}

// setRange sets bits lo to hi-1 of row r.
func (b *bitRows) setRange(r, lo, hi int) {
	if lo >= hi {
		return
	}
	row := b.row(r)
	first, last := lo>>6, (hi-1)>>6
	head, tail := ^uint64(0)<<(lo&63), ^uint64(0)>>(63-(hi-1)&63)
	if first == last {
		row[first] |= head & tail
		return
	}
	row[first] |= head
	for w := first + 1; w < last; w++ {
		row[w] = ^uint64(0)
	}
	row[last] |= tail
}

// fillCrossings turns the crossings of a row into its inside, in place: bit k becomes the parity of bits 0 to k.
func fillCrossings(row []uint64) {
	carry := uint64(0)
	for i, w := range row {
		if w != 0 {
			w ^= w << 1
			w ^= w << 2
			w ^= w << 4
			w ^= w << 8
			w ^= w << 16
			w ^= w << 32
		}
		w ^= carry
		row[i] = w
		carry = uint64(int64(w) >> 63)
	}
}

// span is a run of positions side by side, first to end-1.
type span struct{ first, end int32 }

// appendSpans appends the runs of bits that are set in row and in neither of the others, whole, not cut at words.
func appendSpans(dst []span, row, without, nor []uint64) []span {
	without, nor = without[:len(row)], nor[:len(row)]
	open := int32(-1)
	for i, w := range row {
		w &^= without[i] | nor[i]
		base := int32(i << 6)
		if open >= 0 {
			if w == ^uint64(0) {
				continue
			}
			n := bits.TrailingZeros64(^w)
			dst = append(dst, span{open, base + int32(n)})
			open = -1
			w &^= 1<<n - 1
		}
		for w != 0 {
			n := bits.TrailingZeros64(w)
			run := bits.TrailingZeros64(^(w >> n))
			if n+run >= 64 {
				open = base + int32(n)
				break
			}
			dst = append(dst, span{base + int32(n), base + int32(n+run)})
			w &^= (1<<run - 1) << n
		}
	}
	if open >= 0 {
		dst = append(dst, span{open, int32(len(row) << 6)})
	}
	return dst
}
