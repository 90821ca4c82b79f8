package client_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// The environment of a device.
const (
	deviceFolder  = "MESOGRID_TEST_DEVICE"  // where its plan, key and points are
	deviceServers = "MESOGRID_TEST_SERVERS" // addresses; the first that lives is asked
)

// Exit codes of a device.
const (
	deviceFailed  = 1
	deviceChanged = 3 // the grid is not the one that was begun
)

// recordBytes is the size of a point in the file: index, x, y and volume, little-endian.
const recordBytes = 8 + 3*4

func appendRecord(to []byte, index uint64, x, y int32, nl uint32) []byte {
	to = binary.LittleEndian.AppendUint64(to, index)
	for _, v := range []uint32{uint32(x), uint32(y), nl} {
		to = binary.LittleEndian.AppendUint32(to, v)
	}
	return to
}

// device writes down the points of a plan, and goes on after a reset from what stands there. A process that is killed
// loses nothing that it has written; one that may lose its power must sync the key, and each record, as well.
type device struct {
	folder  string
	servers []string
	reached atomic.Pointer[string] // the server that was dialled last
	asked   int                    // streams
	failure error                  // of the last of them; nil where a part came that was not right
}

// deviceMain tells on standard output how far it is.
func deviceMain(folder string) int {
	d := &device{folder: folder, servers: strings.Split(os.Getenv(deviceServers), ",")}
	err := d.run()
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, "device:", err)
	if _, ok := errors.AsType[*client.ChangedError](err); ok {
		return deviceChanged
	}
	return deviceFailed
}

func (d *device) run() error {
	spec, key := new(pb.GridSpec), new(pb.GridKey)
	if err := d.read("plan", spec); err != nil {
		return err
	}
	err := d.read("key", key)
	begun := err == nil
	if !begun && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	points, err := os.OpenFile(filepath.Join(d.folder, "points"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer points.Close()
	info, err := points.Stat()
	if err != nil {
		return err
	}
	req := &pb.StreamGridRequest{Source: source(spec), ChunkPoints: 500, FirstPoint: uint64(info.Size()) / recordBytes}
	if begun {
		req.Expect = key
	} else if info.Size() > 0 {
		return fmt.Errorf("%d bytes of points, and no key", info.Size())
	}
	if err := points.Truncate(int64(req.GetFirstPoint()) * recordBytes); err != nil {
		return err
	}
	conn, err := d.dial()
	if err != nil {
		return err
	}
	defer conn.Close()
	fmt.Println("asking")
	s, err := client.New(conn).StreamGrid(context.Background(), req)
	if err != nil {
		return err
	}
	fmt.Println("header")
	if !begun {
		if err := d.write("key", s.Header().GetKey()); err != nil {
			return err
		}
	}
	fmt.Println("saved")
	if err := writeDown(points, s); err != nil {
		return err
	}
	fmt.Println("end", d.asked, *d.reached.Load())
	return nil
}

// writeDown writes in parts that are no whole records, so that a kill leaves a part of one.
func writeDown(points *os.File, s *client.Stream) error {
	defer s.Close()
	out := bufio.NewWriterSize(points, 4096)
	var record []byte
	for s.Next() {
		first, p := s.Chunk().GetFirstIndex(), s.Chunk().GetPoints()
		for i := range p.GetXUm() {
			record = appendRecord(record[:0], first+uint64(i), p.GetXUm()[i], p.GetYUm()[i], p.GetVolumeNl()[i])
			if _, err := out.Write(record); err != nil {
				return err
			}
		}
		fmt.Println("points", s.First())
		time.Sleep(100 * time.Microsecond) // a device is slower than a server
	}
	return errors.Join(s.Err(), out.Flush())
}

func (d *device) read(name string, m proto.Message) error {
	text, err := os.ReadFile(filepath.Join(d.folder, name))
	if err != nil {
		return err
	}
	return proto.Unmarshal(text, m)
}

// write makes the whole file appear at once.
func (d *device) write(name string, m proto.Message) error {
	text, err := proto.Marshal(m)
	if err != nil {
		return err
	}
	path := filepath.Join(d.folder, name)
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// dial takes whichever server lives. A device has little memory, so its windows are small.
func (d *device) dial() (*grpc.ClientConn, error) {
	return grpc.NewClient("passthrough:servers", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithInitialWindowSize(64<<10), grpc.WithInitialConnWindowSize(64<<10),
		grpc.WithConnectParams(grpc.ConnectParams{
			MinConnectTimeout: 10 * time.Second, // without it a dial has the time of a pause
			Backoff:           backoff.Config{BaseDelay: time.Millisecond, Multiplier: 2, MaxDelay: 100 * time.Millisecond}}),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
			var failed error
			for _, addr := range d.servers {
				conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
				if err == nil {
					d.reached.Store(&addr)
					return conn, nil
				}
				failed = errors.Join(failed, err)
			}
			return nil, failed
		}),
		grpc.WithStreamInterceptor(func(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string,
			streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
			if d.asked++; d.asked > 1 {
				fmt.Printf("again, after %v\n", d.failure)
			}
			d.failure = nil
			s, err := streamer(ctx, desc, cc, method, opts...)
			if err != nil {
				d.failure = err
				return nil, err
			}
			return &failing{s, &d.failure}, nil
		}))
}

// started is a device at work.
type started struct {
	cmd      *exec.Cmd
	lines    *bufio.Scanner
	stderr   bytes.Buffer
	last     string   // what it has told last
	failures []string // after which it has asked again
}

func startDevice(t *testing.T, folder string, servers ...*daemon) *started {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var addrs []string
	for _, s := range servers {
		addrs = append(addrs, s.addr)
	}
	d := &started{cmd: exec.Command(program)}
	d.cmd.Env = append(os.Environ(), deviceFolder+"="+folder, deviceServers+"="+strings.Join(addrs, ","))
	d.cmd.Stderr = &d.stderr
	out, err := d.cmd.StdoutPipe()
	if err == nil {
		err = d.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	d.lines = bufio.NewScanner(out)
	t.Cleanup(func() { _ = d.cmd.Process.Kill() })
	return d
}

// next takes a line; false at the end of the process.
func (d *started) next() bool {
	if !d.lines.Scan() {
		return false
	}
	if d.last = d.lines.Text(); strings.HasPrefix(d.last, "again") {
		d.failures = append(d.failures, d.last)
	}
	return true
}

// wait returns when the device has come to the moment, or has ended.
func (d *started) wait(m moment) {
	for d.next() {
		var points uint64
		_, _ = fmt.Sscanf(d.last, "points %d", &points)
		if strings.HasPrefix(d.last, m.line) && points >= m.points {
			time.Sleep(m.after)
			return
		}
	}
}

// end waits for the end of the process and gives what it has told last.
func (d *started) end() (last string, err error) {
	for d.next() {
	}
	if err := d.cmd.Wait(); err != nil {
		return d.last, fmt.Errorf("%w: %s", err, &d.stderr)
	}
	return d.last, nil
}

// failing keeps the error of a stream.
type failing struct {
	grpc.ClientStream
	err *error
}

func (f *failing) RecvMsg(m any) error {
	*f.err = f.ClientStream.RecvMsg(m)
	return *f.err
}
