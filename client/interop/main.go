// Interop compares what other clients got of one grid with what mesogrid got. It is how .ci/interop decides:
//
//	interop REFERENCE.json json|binary|connect|refusal|connect-refusal ANSWER
//
// json is one answer of GenerateGrid or the parts of a StreamGrid, as curl, grpcurl and buf curl print them; binary is an
// answer of GenerateGrid, connect the bytes of a Connect stream. A refusal is that of spec.spacing_um.
package main

import (
	"fmt"
	"os"
	"slices"

	"google.golang.org/protobuf/proto"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: interop REFERENCE.json json|binary|connect|refusal|connect-refusal ANSWER")
		os.Exit(2)
	}
	text, err := run(os.Args[1], os.Args[2], os.Args[3])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(text)
}

// run says in a few words what the answer is, when it is as it should be.
func run(reference, form, path string) (string, error) {
	answer, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if form == "refusal" || form == "connect-refusal" {
		const field = "spec.spacing_um"
		return "INVALID_ARGUMENT " + field, refused(answer, form == "connect-refusal", field)
	}
	data, err := os.ReadFile(reference)
	if err != nil {
		return "", err
	}
	want, err := readJSON(data)
	if err != nil {
		return "", fmt.Errorf("%s: %w", reference, err)
	}
	got, err := read(answer, form)
	if err != nil {
		return "", err
	}
	if err := same(got, want); err != nil {
		return "", err
	}
	key := got.header.GetKey()
	return fmt.Sprintf("%d points, CRC %08X, revision %d", key.GetPointCount(), key.GetCrc32C(), key.GetRevision()), nil
}

// same tells where two grids differ: in header, length or value of a column.
func same(got, want *answer) error {
	if !proto.Equal(got.header, want.header) {
		return fmt.Errorf("the header is\n%v\nwant\n%v", got.header, want.header)
	}
	if n := uint64(len(want.points.GetXUm())); n == 0 || n != want.header.GetKey().GetPointCount() {
		return fmt.Errorf("the reference has %d points and says %d: it compares nothing", n, want.header.GetKey().GetPointCount())
	}
	return firstError(
		sameColumn("x_um", got.points.GetXUm(), want.points.GetXUm()),
		sameColumn("y_um", got.points.GetYUm(), want.points.GetYUm()),
		sameColumn("volume_nl", got.points.GetVolumeNl(), want.points.GetVolumeNl()))
}

func sameColumn[T int32 | uint32](name string, got, want []T) error {
	if len(got) != len(want) {
		return fmt.Errorf("%s has %d values, want %d", name, len(got), len(want))
	}
	for i, v := range got {
		if v != want[i] {
			return fmt.Errorf("%s[%d] is %d, want %d", name, i, v, want[i])
		}
	}
	return nil
}

func firstError(errs ...error) error {
	i := slices.IndexFunc(errs, func(err error) bool { return err != nil })
	if i < 0 {
		return nil
	}
	return errs[i]
}

// answer is a whole grid, however it came.
type answer struct {
	header *mesogridv1.GridHeader
	points *mesogridv1.Points
}
