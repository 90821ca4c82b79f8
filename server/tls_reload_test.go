package server_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesogrid/mesogrid/server"
)

// serial is how the log writes the serial number of a certificate.
func serial(c tls.Certificate) string { return "serial=" + c.Leaf.SerialNumber.Text(16) + " " }

// expectServer makes a call over a new connection, which must meet this certificate.
func expectServer(t *testing.T, p port, addr string, config *tls.Config, want tls.Certificate) {
	t.Helper()
	state, err := p.once(t, addr, config)
	if err != nil {
		t.Errorf("%s: call over a new connection: %v", p.name, err)
	} else if got := state.PeerCertificates[0].SerialNumber; got.Cmp(want.Leaf.SerialNumber) != 0 {
		t.Errorf("%s: a new connection meets certificate %x, want %x", p.name, got, want.Leaf.SerialNumber)
	}
}

// expect holds what is in the log by now, and no more, against parts of its lines.
func (l lines) expect(t *testing.T, parts ...string) {
	t.Helper()
	var got []string
	for len(l) > 0 {
		got = append(got, <-l)
	}
	if !slices.EqualFunc(got, parts, strings.Contains) {
		t.Errorf("log %q, want lines with %q", got, parts)
	}
}

// Files that are not in order change nothing, and the log says why. When they are in order again, they are taken.
func TestReloadRefuses(t *testing.T) {
	ca := newAuthority(t, "CA", nil)
	client := showing([]tls.Certificate{ca.issue(t, "client")}, ca)
	for _, fault := range fileFaults(t, ca) {
		t.Run(fault.name, func(t *testing.T) {
			f := files(t, true)
			first, next := ca.issue(t, "server"), ca.issue(t, "server")
			put(t, f, first, ca)
			lines, log := logged()
			c := load(t, f, log)
			fault.spoil(t, f)
			line := lines.find(t, "not in order")
			for _, want := range append(fault.want, "level=ERROR") {
				if !strings.Contains(strings.ReplaceAll(line, `\"`, `"`), want) {
					t.Errorf("log %q, want %q in it", line, want)
				}
			}
			if err := c.Err(); err == nil {
				t.Error("Err: nil, want the fault")
			}
			for _, p := range ports {
				addr := p.serve(t, c, &server.Handshakes{Log: quiet})
				expectServer(t, p, addr, client, first)
			}
			put(t, f, next, ca)
			lines.find(t, serial(next))
			if err := c.Err(); err != nil {
				t.Errorf("Err: %v, want nil", err)
			}
			for _, p := range ports {
				expectServer(t, p, p.serve(t, c, &server.Handshakes{Log: quiet}), client, next)
			}
		})
	}
}

// A certificate that expires while it is in use is told of, once.
func TestExpiresInUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ca := newAuthority(t, "CA", nil)
		f := files(t, false)
		f.Reload = 0 // 10 s
		put(t, f, ca.issue(t, "server", expiring(time.Hour)))
		lines, log := logged()
		c := load(t, f, log)
		lines.find(t, "certificate in use")
		time.Sleep(time.Hour - time.Minute)
		lines.expect(t)
		if err := c.Err(); err != nil {
			t.Errorf("Err before the end: %v, want nil", err)
		}
		time.Sleep(2 * time.Minute)
		if err := c.Err(); err == nil || !strings.Contains(err.Error(), "server.crt: expired on 20") {
			t.Errorf("Err after the end: %v, want that it has expired", err)
		}
		lines.expect(t, "expired on 20")
	})
}

// What only one look has found is not taken, nor told of: somebody is writing.
func TestLooksTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ca := newAuthority(t, "CA", nil)
		f := files(t, false)
		f.Reload = 0 // 10 s
		below := newAuthority(t, "CA below", ca)
		next := below.issue(t, "server")
		put(t, f, ca.issue(t, "server"))
		lines, log := logged()
		load(t, f, log)
		lines.find(t, "certificate in use")

		time.Sleep(5 * time.Second) // midway between looks
		quietly := func() {
			t.Helper()
			time.Sleep(10 * time.Second)
			lines.expect(t)
		}
		write(t, f.CertFile, certPEM(next.Certificate[0])) // the chain is not yet there
		quietly()
		write(t, f.KeyFile, keyPEM(t, next))
		quietly()
		write(t, f.CertFile, certPEM(next.Certificate...))
		quietly()
		time.Sleep(10 * time.Second)
		lines.expect(t, serial(next))
		write(t, f.CertFile, "garbage")
		quietly()
		write(t, f.CertFile, certPEM(next.Certificate...))
		quietly()
		quietly()

		// A fault that stays is told once, one after another, and that it has gone.
		write(t, f.CertFile, "garbage")
		time.Sleep(time.Minute)
		write(t, f.CertFile, "more garbage")
		time.Sleep(time.Minute)
		write(t, f.CertFile, certPEM(next.Certificate...))
		time.Sleep(time.Minute)
		lines.expect(t, "in 7 bytes", "in 12 bytes", "in order again")
	})
}

// While certificates and CAs are replaced under calls on both ports, no call fails.
func TestRotationUnderLoad(t *testing.T) {
	const rounds = 4
	caA, caB := newAuthority(t, "CA A", nil), newAuthority(t, "CA B", nil)
	clientA := showing([]tls.Certificate{caA.issue(t, "client of A")}, caA, caB)
	clientB := showing([]tls.Certificate{caB.issue(t, "client of B")}, caA, caB)
	f := files(t, true)
	put(t, f, caA.issue(t, "server"), caA)
	lines, log := logged()
	certs := load(t, f, log)
	handshakes := &server.Handshakes{Log: log}

	addrs := make([]string, len(ports))
	for k, p := range ports {
		addrs[k] = p.serve(t, certs, handshakes)
	}
	rotate := func(by *authority, clientCAs ...*authority) tls.Certificate {
		next := by.issue(t, "server")
		put(t, f, next, clientCAs...)
		lines.find(t, serial(next))
		return next
	}
	newPools := &calls{t: t, addrs: addrs}
	standing := &calls{t: t, addrs: addrs}
	for range rounds {
		// A signs for server and clients; B comes in, takes over, and A goes.
		standing.start(clientA, false)
		newPools.start(clientA, true)
		for _, by := range []*authority{caB, caA, caB} {
			next := rotate(by, caA, caB)
			for k, p := range ports {
				expectServer(t, p, addrs[k], clientA, next)
				expectServer(t, p, addrs[k], clientB, next)
			}
		}
		newPools.stop()
		newPools.start(clientB, true)
		next := rotate(caB, caB)
		for k, p := range ports {
			expectServer(t, p, addrs[k], clientB, next)
			if _, err := p.once(t, addrs[k], clientA); err == nil {
				t.Errorf("%s: a new connection of a client whose CA is gone is answered", p.name)
			}
			lines.find(t, "certificate signed by unknown authority")
		}
		standing.more() // connections that stand go on
		standing.stop()
		newPools.stop()
		caA, caB, clientA, clientB = caB, caA, clientB, clientA
	}
	t.Logf("%d calls over connections that stand, %d over new ones", standing.count.Load(), newPools.count.Load())
}

// calls are made one after another on each port, until they are stopped; none may fail.
type calls struct {
	t     *testing.T
	addrs []string
	count atomic.Int64
	quit  context.CancelFunc
	wg    sync.WaitGroup
}

// start begins to call, either over one connection or over one for each call, and waits for the first answers.
func (c *calls) start(config *tls.Config, fresh bool) {
	var ctx context.Context
	ctx, c.quit = context.WithCancel(c.t.Context())
	var first sync.WaitGroup
	for k, p := range ports {
		first.Add(1)
		c.wg.Go(func() {
			answered := sync.OnceFunc(first.Done)
			defer answered()
			caller := p.dial(c.t, c.addrs[k], config)
			defer func() { caller.close() }()
			var connection string
			for ctx.Err() == nil {
				state, err := caller.call(c.t.Context()) // a call under way is not cut off by stop
				if err != nil {
					c.t.Errorf("%s, fresh connections %t: call %d: %v", p.name, fresh, c.count.Load(), err)
					return
				}
				c.count.Add(1)
				answered()
				if fresh {
					caller.close()
					caller = p.dial(c.t, c.addrs[k], config)
					continue
				}
				now := state.PeerCertificates[0].SerialNumber.String()
				if connection != "" && connection != now {
					c.t.Errorf("%s: the connection that stood was lost", p.name)
				}
				connection = now
			}
		})
	}
	first.Wait()
}

// more waits until ten more calls were answered.
func (c *calls) more() {
	late := time.Now().Add(20 * time.Second)
	for want := c.count.Load() + 10; c.count.Load() < want; time.Sleep(time.Millisecond) {
		if time.Now().After(late) {
			c.t.Error("no more calls are answered")
			return
		}
	}
}

func (c *calls) stop() {
	c.quit()
	c.wg.Wait()
}

// A session of an earlier connection is of no use where clients are checked: the CA may have gone since.
func TestSessions(t *testing.T) {
	ca, other := newAuthority(t, "CA", nil), newAuthority(t, "another CA", nil)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, mutual := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, mutual %t", tls.VersionName(version), mutual), func(t *testing.T) {
				eachPort(t, func(t *testing.T, p port) {
					f := files(t, mutual)
					put(t, f, ca.issue(t, "server"), ca)
					lines, log := logged()
					certs := load(t, f, log)
					addr := p.serve(t, certs, &server.Handshakes{Log: log})
					client := showing([]tls.Certificate{ca.issue(t, "client")}, ca)
					client.MaxVersion, client.ClientSessionCache = version, tls.NewLRUClientSessionCache(10)
					for n := range 3 {
						state, err := p.once(t, addr, client)
						if err != nil {
							t.Fatal(err)
						}
						if got, want := state.DidResume, n > 0 && !mutual; got != want {
							t.Errorf("connection %d: resumed %t, want %t", n, got, want)
						}
					}
					if !mutual {
						return
					}
					write(t, f.ClientCAFile, certPEM(other.cert.Raw))
					lines.find(t, "certificate in use") // the first
					lines.find(t, "certificate in use")
					if _, err := p.once(t, addr, client); err == nil {
						t.Error("a client whose CA is gone is answered")
					}
					lines.find(t, "certificate signed by unknown authority")
				})
			})
		}
	}
}
