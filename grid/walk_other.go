//go:build !amd64 || purego

package grid

func (s *stride) walkVectors(_, _ []int32, _, _ int64) int { return 0 }
