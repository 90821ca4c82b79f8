//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// Both routines keep a coordinate of every point of a vector as 64 bits of which the upper 32 count, in two registers of
// pairs of points: the one has points 0 1, 4 5, ..., the other 2 3, 6 7, ... One shuffle within lanes of 128 bits takes the
// upper halves of both in order.

// func walkAVX512(x, y *int32, n int, px, py int64, s *stride)
TEXT ·walkAVX512(SB), NOSPLIT, $0-48
	MOVQ x+0(FP), DI
	MOVQ y+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ s+40(FP), DX
	VPBROADCASTQ px+24(FP), Z0
	VPBROADCASTQ py+32(FP), Z1
	VPBROADCASTQ (stride_step+Vector_X)(DX), Z4
	VPBROADCASTQ (stride_step+Vector_Y)(DX), Z5
	VPADDQ stride_x(DX), Z0, Z0
	VPADDQ stride_y(DX), Z1, Z1
	VPADDQ Z4, Z4, Z2
	VPADDQ Z5, Z5, Z3
	VPADDQ Z0, Z2, Z2
	VPADDQ Z1, Z3, Z3
	SUBQ $16, CX
	JLT tail512
	VPSLLQ $4, Z4, Z4
	VPSLLQ $4, Z5, Z5

loop512:
	VSHUFPS $0xDD, Z2, Z0, Z6
	VSHUFPS $0xDD, Z3, Z1, Z7
	VMOVDQU32 Z6, (DI)
	VMOVDQU32 Z7, (SI)
	VPADDQ Z4, Z0, Z0
	VPADDQ Z5, Z1, Z1
	VPADDQ Z4, Z2, Z2
	VPADDQ Z5, Z3, Z3
	ADDQ $64, DI
	ADDQ $64, SI
	SUBQ $16, CX
	JGE loop512

tail512:
	ADDQ $16, CX
	JEQ done512
	MOVL $1, AX
	SHLL CX, AX
	DECL AX
	KMOVW AX, K1
	VSHUFPS $0xDD, Z2, Z0, Z6
	VSHUFPS $0xDD, Z3, Z1, Z7
	VMOVDQU32 Z6, K1, (DI)
	VMOVDQU32 Z7, K1, (SI)

done512:
	VZEROUPPER
	RET

// func walkAVX2(x, y *int32, n int, px, py int64, s *stride)
TEXT ·walkAVX2(SB), NOSPLIT, $0-48
	MOVQ x+0(FP), DI
	MOVQ y+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ s+40(FP), DX
	VPBROADCASTQ px+24(FP), Y0
	VPBROADCASTQ py+32(FP), Y1
	VPBROADCASTQ (stride_step+Vector_X)(DX), Y4
	VPBROADCASTQ (stride_step+Vector_Y)(DX), Y5
	VPADDQ stride_x(DX), Y0, Y0
	VPADDQ stride_y(DX), Y1, Y1
	VPADDQ Y4, Y4, Y2
	VPADDQ Y5, Y5, Y3
	VPADDQ Y0, Y2, Y2
	VPADDQ Y1, Y3, Y3
	VPSLLQ $3, Y4, Y4
	VPSLLQ $3, Y5, Y5

loop2:
	VSHUFPS $0xDD, Y2, Y0, Y6
	VSHUFPS $0xDD, Y3, Y1, Y7
	VMOVDQU Y6, (DI)
	VMOVDQU Y7, (SI)
	VPADDQ Y4, Y0, Y0
	VPADDQ Y5, Y1, Y1
	VPADDQ Y4, Y2, Y2
	VPADDQ Y5, Y3, Y3
	ADDQ $32, DI
	ADDQ $32, SI
	SUBQ $8, CX
	JGT loop2
	VZEROUPPER
	RET
